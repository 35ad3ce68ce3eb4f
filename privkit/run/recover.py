"""What every start does first: put right what a process that died left behind.

* staging without a live lock is wiped (the caller holds the lock, so no other process is alive);
* a committed run that misses its ledger row gets it;
* a committed run that misses its row in the budget ledger gets it;
* a decision that is recorded but whose files were not all moved is carried out;
* a purge that is recorded but whose files were not all deleted is carried out.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

from privkit.evidence.manifest import verify_manifest
from privkit.ledger.ledger import Ledger
from privkit.run import commit
from privkit.run.eliminated import PURGED, finish_purge, listed
from privkit.run.existing import DECISION, MANIFEST, Committed
from privkit.run.project import HELD, OUTPUTS, Project
from privkit.run.settling import outcomes, settle_missing


def recover(project: Project) -> list[str]:
    """Put the project right; the names of runs that needed it. The caller holds the policy's lock."""
    mended: list[str] = []
    if project.staging.is_dir():
        for folder in project.staging.iterdir():
            commit.wipe(folder)
    folders = project.committed()
    if not folders:
        return mended
    with Ledger.open(project.ledger) as ledger:
        rows = {str(e.body.get("run")): str(e.body.get("status")) for e in ledger.entries("committed")}
        reserved = {str(e.body.get("run")): e.body for e in ledger.entries("reserved")}
        decided = {str(e.body.get("run")): e.body for e in ledger.entries("decided")}
        purged = list(ledger.entries(PURGED))
        for folder in folders:
            # A folder nobody reserved, or that is not what the run wrote, is no run of ours: verify says so.
            if folder.name not in rows and folder.name in reserved and not verify_manifest(folder):
                body = committed_body(project, folder)
                ledger.append("committed", body)
                rows[folder.name] = body["status"]
                mended.append(folder.name)
            if folder.name in decided and finish_release(folder, decided[folder.name]):
                mended.append(folder.name)
            if finish_purge(folder, listed(purged, folder.name)):
                mended.append(folder.name)
    here = {f.name: rows[f.name] for f in folders if f.name in rows}
    settle_missing(project, outcomes(reserved, here, decided))
    return mended


def committed_body(project: Project, folder: Path) -> dict[str, Any]:
    """What the ledger says of a committed run."""
    evidence = Committed.read(folder).evidence
    return {
        "run": folder.name,
        "policy": project.policy,
        "status": evidence["status"],
        "identity": evidence["identity"],
        "manifest_sha256": hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
    }


def finish_release(folder: Path, body: Any) -> bool:
    """Carry out a recorded decision: the decision file, then the held files. True when something was left to do."""
    changed = False
    decision = folder / DECISION
    if not decision.exists():
        temporary = folder / f".{DECISION}"
        temporary.write_text(str(body["text"]), encoding="utf-8")
        commit.flush_file(temporary)
        temporary.replace(decision)
        commit.flush_folder(folder)
        changed = True
    commit.boundary("after decision file")
    held = folder / HELD
    if not held.is_dir():
        return changed
    if body["decision"] == "release":
        _let_out(folder, held)
    else:
        commit.wipe(held)
    commit.flush_folder(folder)
    return True


def _let_out(folder: Path, held: Path) -> None:
    """Let the held files out, all at once: one rename, or a full set put in the place of the outputs there are."""
    outputs, fresh, old = folder / OUTPUTS, folder / f".{OUTPUTS}.new", folder / f".{OUTPUTS}.old"
    if not outputs.exists() and not old.exists():
        held.rename(outputs)
        commit.boundary("after held rename")
        return
    if not old.exists():
        commit.wipe(fresh)
        for source in (outputs, held):
            shutil.copytree(source, fresh, copy_function=_link, dirs_exist_ok=True)
        commit.flush_tree(fresh)
        commit.boundary("before swap")
        outputs.rename(old)
        commit.boundary("between swap")
    if not outputs.exists():
        fresh.rename(outputs)
        commit.flush_folder(folder)
        commit.boundary("after swap")
    commit.wipe(old)
    commit.wipe(fresh)
    commit.wipe(held)


def _link(source: str, target: str) -> str:
    """The same file under another name; a copy where the disk knows no links."""
    try:
        Path(target).hardlink_to(source)
    except FileExistsError:
        pass
    except OSError:
        shutil.copy2(source, target)
    return target

"""``make_k_anonymous``, in the order of use: what was asked fits (``fits``), the combinations met (``gather``),
what groups must satisfy (``criteria``), and how they are made (``full_domain``, ``local``)."""

from privkit.cli.app import main

main()

"""For instructors: whether what a course file claims is true, and is a good question.

    selection   which files are meant: a course, a folder, a file
    reading     a file -> `page`: what all rules look at; `summary`, for those that compare files
    rule        a rule: its name, how much weight it has, how it looks
    rules/      the rules themselves, by what they look at; `ALL` is the table of them
    source/     what can be told of a program without running it
    programs    the programs of a page, and what is claimed of them; `words` of its texts
    allowances  the rules that a file switches off, with a reason
    check       the flow: read, look, run, judge, look again -> a Report
    python      an interpreter to run on; `seen` is what was seen of a page there
    variation   running a program otherwise; `varied` does it, `load` keeps the machine busy
    report      what came of it; `formats` writes it for other programs
    claimed     the claims of one file, for pytest
    update      writing true outputs into a file; `repeatable` says where there are none
    explain     the page that explains a rule, from `explanations/`
    scaffold    the text of a new file, with gaps for its author; `samples` has its programs
    claimable   what can be claimed of a run, in the words of the grammar
    places      where a new file goes, and writing it
    preview     one page: what its programs did, and what a check of it alone finds

Returns problems and prints nothing. Imports content, judging and the sandbox; the command line
imports it.
"""

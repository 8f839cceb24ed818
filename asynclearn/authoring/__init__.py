"""For instructors: whether what a course file claims is true, and is a good question.

    selection   which files are meant: a course, a folder, a file
    page        one file that was read: what all rules look at
    rule        a rule: its name, how much weight it has, how it looks
    rules/      the rules themselves, by what they look at; `ALL` is the table of them
    programs    the programs of a page, and what is claimed of them
    code, flow  a program's syntax tree, and where a value in it goes
    sets        which of its values are sets that have no order
    words       the words of its texts
    allowances  the rules that a file switches off, with a reason
    check       the flow: read, look, run, judge, look again -> a Report
    report      what came of it
    explain     the page that explains a rule, from `explanations/`
    scaffold    the text of a new file, with gaps for its author; `samples` has its programs
    claimable   what can be claimed of a run, in the words of the grammar
    places      where a new file goes, and writing it
    preview     one page: what its programs did, and what a check of it alone finds

Returns problems and prints nothing. Imports content, judging and the sandbox; the command line
imports it.
"""

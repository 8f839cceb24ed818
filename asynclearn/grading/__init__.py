"""Submissions in, results out: everything is run again, and nothing that they say is believed.

- `assignment` reads what counts how much.
- `submissions` finds the students' files, and reads each with care.
- `grade` runs them, many at once, and gives points.
- `formats` writes the results as Gradescope, Classroom 50, spreadsheets and scripts take them.
- `gradescope` makes the folder that a course uploads to Gradescope.
"""

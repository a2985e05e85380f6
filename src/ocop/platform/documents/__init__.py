"""Official papers: laid out once, drawn as PDF and written as Word, signed and verified.

    paper = Administrative(issuer=Issuer("Ủy ban nhân dân", "tỉnh Lào Cai"), kind="Biên bản", ...)
    pdf.draw(paper)                         # bytes of a PDF/A-2b
    word.write(paper)                       # bytes of a .docx, from our template or from one of one's own

`docs/adding.md` shows how a room adds a paper. Nothing here knows whose papers they are.
"""

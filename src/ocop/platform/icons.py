"""Our own line icons, drawn on a grid of 24 and inlined, so that a page needs no second request for them."""

PATHS = {
    "star": '<path d="M12 2.6l2.9 6.2 6.7.8-5 4.7 1.4 6.7-6-3.4-6 3.4 1.4-6.7-5-4.7 6.7-.8z"/>',
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "warning": '<path d="M12 4l9.5 16h-19zM12 10v4.5M12 17.2v.3"/>',
    "info": '<path d="M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5.5M12 7.5v.3"/>',
    "back": '<path d="M14.5 5.5L8 12l6.5 6.5"/>',
    "next": '<path d="M9.5 5.5L16 12l-6.5 6.5"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z"/>',
    "camera": '<path d="M3.5 8H8l1.5-2.5h5L16 8h4.5v11h-17zM12 10.2a3.2 3.2 0 100 6.4 3.2 3.2 0 000-6.4z"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "search": '<path d="M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20.5 20.5"/>',
    "clock": '<path d="M12 3a9 9 0 100 18 9 9 0 000-18zM12 7.5V12l3 2.5"/>',
    "lock": '<path d="M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 017 0v3"/>',
    "place": '<path d="M12 21c4-5 7-8 7-11a7 7 0 10-14 0c0 3 3 6 7 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "person": '<path d="M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6"/>',
}
FILLED = {"star"}

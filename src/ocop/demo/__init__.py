"""The demonstration: invented people in real places, walked through by the programme's own actions."""

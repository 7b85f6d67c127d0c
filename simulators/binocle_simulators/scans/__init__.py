"""Scans that never were: prescriptions of people who do not exist, through a scanner of ours.

What draws needs Pillow (extra ``scor``), so nothing is imported here.
"""

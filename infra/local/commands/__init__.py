"""The commands of `shopguide`, one file each."""

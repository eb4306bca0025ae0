"""The verbs of bin/bench, as its help tells them."""

VERBS = (
    *("races", "pages", "documents", "register", "search", "restore"),
    *("recovery", "texts", "histories", "kills", "days"),
)
_of_texts, _of_days = "[--minutes N | --browsers N] [--seed N]", "[--cut] [--day YYYY-MM-DD] [what pytest takes …]"
_of_recovery = "[--archive-timeout SECONDS]"
_small = "races | pages | documents | register | search | restore"
_of_histories, _of_kills = "[--minutes N] [--seed N]", "[--kills N] [--seed N] [--only KIND]"
_longer = f"texts {_of_texts} | histories {_of_histories} | kills {_of_kills}"
USAGE = f"bin/bench [{_small} | recovery {_of_recovery} | {_longer} | days {_of_days}]"
TOLD = (
    "nothing: our pages against bare ones; races: each race a thousand times; "
    "pages: each page by axe in both schemes on both screens; "
    "documents: large reports and packs; register: the schools register at full size; "
    "search: the page of the search among 65,000 schools; "
    "restore: a backup of a large database brought back; recovery: back to an instant from archived WAL; "
    "texts: several who write at once, for 20 minutes; "
    "histories: jobs, deaths, jumps of the clock and people by chance, for 20 minutes; "
    "kills: workers killed at every step; "
    "days: the tests on other days"
)
TAKES = """What a verb takes:
  --minutes N, --browsers N  for how long, or with how many browsers
  --seed N                   what was played by this number before, again
  --kills N, --only KIND     how many kills of each kind of worker; of one kind alone
  --archive-timeout SECONDS  after how long what was written goes to the archive
  --day YYYY-MM-DD, --cut    one other day of the calendar; two of them, with a cut of the tests"""

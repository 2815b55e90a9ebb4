# Files are read below the configuration directory, and nowhere else.

locals {
  book = csvdecode(file("../clients.csv"))
}

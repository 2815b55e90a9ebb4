# Nothing is wrong in this file. Missing names are not looked for as long as another
# file cannot be read, since that is where they may stand.

agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}

team "growth" {
  members = [employee.olga]
}

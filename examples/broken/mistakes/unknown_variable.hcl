# A variable that no block declares.

team "leads" {
  members = [employee[var.pod_leed]]
}

client "lima_textiles" {
  name         = "Lima Textiles"
  hub_id       = 85291445
  domain       = "limatextiles.example"
  super_admins = ["rosa.huaman@limatextiles.example"]
  managed_mrr  = 600
  labels       = { tier = "bronze", pod = "harbor", region = "latam" }

  access_link {
    admin       = employee.valentina
    approved_by = "rosa.huaman@limatextiles.example"
    approved_on = "2025-03-31"
  }

  access {
    people = [employee.diego]
    reason = "SOW-202"
  }
}

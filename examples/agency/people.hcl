# Leadership and operations

employee "maria" {
  email  = "maria@northwind.example"
  name   = "Maria Olsen"
  roles  = ["super_admin"]
  labels = { role = "leadership" }
}

# Needs no grant in a client to deactivate or remove somebody there.
employee "tomasz" {
  email  = "tomasz@northwind.example"
  name   = "Tomasz Zieliński"
  roles  = ["manage_partner_employees"]
  labels = { role = "operations" }
}

employee "ngozi" {
  email  = "ngozi@northwind.example"
  name   = "Ngozi Okafor"
  labels = { role = "leadership" }
}

employee "hamid" {
  email                  = "hamid@northwind.example"
  name                   = "Hamid Rahimi"
  default_permission_set = permission_set.account_manager
  labels                 = { role = "support" }
}

employee "lena" {
  email                  = "lena@northwind.example"
  name                   = "Lena Fischer"
  default_permission_set = permission_set.account_manager
  labels                 = { role = "support" }
}

# Studio: specialists whom all pods share

employee "kenji" {
  email                  = "kenji@northwind.example"
  name                   = "Kenji Morimoto"
  default_permission_set = permission_set.paid_media
  labels                 = { pod = "studio" }
}

employee "lucia" {
  email                  = "lucia@northwind.example"
  name                   = "Lucía Fernández"
  default_permission_set = permission_set.paid_media
  labels                 = { pod = "studio" }
}

employee "oskar" {
  email                  = "oskar@northwind.example"
  name                   = "Oskar Lindqvist"
  default_permission_set = permission_set.developer
  labels                 = { pod = "studio" }
}

employee "thandi" {
  email                  = "thandi@northwind.example"
  name                   = "Thandiwe Nkosi"
  default_permission_set = permission_set.developer
  labels                 = { pod = "studio" }
}

employee "yara" {
  email                  = "yara@northwind.example"
  name                   = "Yara Haddad"
  default_permission_set = permission_set.designer
  labels                 = { pod = "studio" }
}

employee "mateus" {
  email                  = "mateus@northwind.example"
  name                   = "Mateus Carvalho"
  default_permission_set = permission_set.analyst
  labels                 = { pod = "studio" }
}

# Pod Aurora

employee "sofia" {
  email                  = "sofia@northwind.example"
  name                   = "Sofia Lindgren"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "aurora", role = "lead" }
}

employee "anders" {
  email                  = "anders@northwind.example"
  name                   = "Anders Nyström"
  default_permission_set = permission_set.strategist
  labels                 = { pod = "aurora" }
}

employee "priya" {
  email                  = "priya@northwind.example"
  name                   = "Priya Raman"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "aurora" }
}

employee "joon" {
  email                  = "joon@northwind.example"
  name                   = "Baek Joon-ho"
  default_permission_set = permission_set.content_editor
  labels                 = { pod = "aurora" }
}

employee "emeka" {
  email                  = "emeka@northwind.example"
  name                   = "Emeka Obi"
  default_permission_set = permission_set.crm_specialist
  labels                 = { pod = "aurora" }
}

employee "freya" {
  email                  = "freya@northwind.example"
  name                   = "Freya Dahl"
  default_permission_set = permission_set.junior
  labels                 = { pod = "aurora" }
}

# Pod Borealis

employee "callum" {
  email                  = "callum@northwind.example"
  name                   = "Callum Reid"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "borealis", role = "lead" }
}

employee "femke" {
  email                  = "femke@northwind.example"
  name                   = "Femke de Vries"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "borealis" }
}

# What was recorded under the former address is hers: one record, no new access.
employee "aoife" {
  email                  = "aoife@northwind.example"
  name                   = "Aoife Brennan"
  default_permission_set = permission_set.content_editor
  labels                 = { pod = "borealis" }
  former_emails          = ["aoife.walsh@northwind.example"]
}

employee "wen" {
  email                  = "wen@northwind.example"
  name                   = "Li Wen"
  default_permission_set = permission_set.crm_specialist
  labels                 = { pod = "borealis" }
}

employee "rhys" {
  email                  = "rhys@northwind.example"
  name                   = "Rhys Morgan"
  default_permission_set = permission_set.junior
  labels                 = { pod = "borealis" }
}

# Pod Fjord

employee "katharina" {
  email                  = "katharina@northwind.example"
  name                   = "Katharina Vogel"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "fjord", role = "lead" }
}

employee "bartosz" {
  email                  = "bartosz@northwind.example"
  name                   = "Bartosz Nowak"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "fjord" }
}

employee "ilse" {
  email                  = "ilse@northwind.example"
  name                   = "Ilse Brandt"
  default_permission_set = permission_set.strategist
  labels                 = { pod = "fjord" }
}

employee "petra" {
  email                  = "petra@northwind.example"
  name                   = "Petra Horvat"
  default_permission_set = permission_set.content_editor
  labels                 = { pod = "fjord" }
}

employee "dragan" {
  email                  = "dragan@northwind.example"
  name                   = "Dragan Petrović"
  default_permission_set = permission_set.crm_specialist
  labels                 = { pod = "fjord" }
}

# Removed everywhere. The block stays, because old access links name him.
employee "jonas" {
  email  = "jonas@northwind.example"
  name   = "Jonas Weber"
  status = "left"
  labels = { pod = "fjord" }
}

# Pod Harbor

employee "valentina" {
  email                  = "valentina@northwind.example"
  name                   = "Valentina Rojas"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "harbor", role = "lead" }
}

employee "diego" {
  email                  = "diego@northwind.example"
  name                   = "Diego Herrera"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "harbor" }
}

employee "rafael" {
  email                  = "rafael@northwind.example"
  name                   = "Rafael Costa"
  default_permission_set = permission_set.strategist
  labels                 = { pod = "harbor" }
}

employee "ines" {
  email                  = "ines@northwind.example"
  name                   = "Inês Duarte"
  default_permission_set = permission_set.content_editor
  labels                 = { pod = "harbor" }
}

# On parental leave: off in every client, and back with one word less.
employee "camila" {
  email                  = "camila@northwind.example"
  name                   = "Camila Torres"
  default_permission_set = permission_set.crm_specialist
  status                 = "deactivated"
  labels                 = { pod = "harbor" }
}

employee "nuria" {
  email                  = "nuria@northwind.example"
  name                   = "Núria Puig"
  default_permission_set = permission_set.junior
  labels                 = { pod = "harbor" }
}

# Pod Summit

employee "david" {
  email                  = "david@northwind.example"
  name                   = "David Whitfield"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "summit", role = "lead" }
}

employee "mei" {
  email                  = "mei@northwind.example"
  name                   = "Mei Tanaka"
  default_permission_set = permission_set.account_manager
  labels                 = { pod = "summit" }
}

employee "jamal" {
  email                  = "jamal@northwind.example"
  name                   = "Jamal Carter"
  default_permission_set = permission_set.strategist
  labels                 = { pod = "summit" }
}

employee "alani" {
  email                  = "alani@northwind.example"
  name                   = "Alani Kahale"
  default_permission_set = permission_set.content_editor
  labels                 = { pod = "summit" }
}

employee "rohan" {
  email                  = "rohan@northwind.example"
  name                   = "Rohan Mehta"
  default_permission_set = permission_set.crm_specialist
  labels                 = { pod = "summit" }
}

# Contractors: everybody with another e-mail domain. Their access always has an end (policies.hcl).

contractor "amara" {
  email                  = "amara@diallo-analytics.example"
  name                   = "Amara Diallo"
  default_permission_set = permission_set.analyst
}

contractor "pieter" {
  email                  = "pieter@ledgerline.example"
  name                   = "Pieter van Dam"
  default_permission_set = permission_set.view_only
}

contractor "greta" {
  email                  = "greta@holmwords.example"
  name                   = "Greta Holm"
  default_permission_set = permission_set.content_writer
}

contractor "siobhan" {
  email                  = "siobhan@kellywrites.example"
  name                   = "Siobhán Kelly"
  default_permission_set = permission_set.content_writer
}

contractor "lorenzo" {
  email                  = "lorenzo@riccicode.example"
  name                   = "Lorenzo Ricci"
  default_permission_set = permission_set.developer
}

contractor "hyun" {
  email                  = "hyun@seo-coaching.example"
  name                   = "Seo Hyun-woo"
  default_permission_set = permission_set.sales_coach
}

-- A session in Neovim's own client: opens files and asks for what there is, as its user would; one line of JSON to a file.
local node, server, folder, out = os.getenv("HEDDLE_NODE"), os.getenv("HEDDLE_SERVER"), os.getenv("HEDDLE_FOLDER"), os.getenv("HEDDLE_OUT")
local seen = {}

local function attach(file)
  vim.cmd("edit " .. folder .. "/" .. file)
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.start_client({
    name = "heddle",
    cmd = { node, server, "lsp", "--stdio" },
    root_dir = folder,
    on_error = function(code) seen.failure = tostring(code) end,
  })
  vim.lsp.buf_attach_client(buffer, client)
  return buffer
end

local function until_true(what, test)
  if not vim.wait(20000, test, 10) then error("nothing came of: " .. what) end
end

local function codes(buffer)
  local list = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do table.insert(list, found.code) end
  table.sort(list)
  return list
end

local function ask(buffer, method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  for _, answer in pairs(answers or {}) do return answer.result end
end

local function at(buffer, line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(buffer), position = { line = line, character = character } }
end

local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n") end

local ok, failure = pcall(function()
  local buffer = attach("orders.converter.json")
  until_true("findings", function() return #vim.diagnostic.get(buffer) > 0 end)
  -- The sample is read in the background; its findings follow.
  until_true("findings by the sample", function() return vim.tbl_contains(codes(buffer), "unread-path") end)
  seen.findings = codes(buffer)

  local labels = {}
  for _, item in ipairs(ask(buffer, "textDocument/completion", at(buffer, 6, 18)).items) do labels[item.label] = item.detail end
  seen.path = labels["order_id"]
  seen.operator = labels["[concat]"]

  local range = { start = { line = 7, character = 16 }, ["end"] = { line = 7, character = 16 } }
  local actions = ask(buffer, "textDocument/codeAction", { textDocument = vim.lsp.util.make_text_document_params(buffer), range = range, context = { diagnostics = {} } })
  for _, action in ipairs(actions) do
    if action.kind == "quickfix" and seen.fix == nil then
      seen.fix = action.title
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
  until_true("the fix", function() return not vim.tbl_contains(codes(buffer), "unknown-operator") end)
  seen.after_fix = codes(buffer)
  seen.hover = ask(buffer, "textDocument/hover", at(buffer, 7, 18)).contents.value:match("iso_time_to_ms[^\n]*")

  local edits = ask(buffer, "textDocument/formatting", { textDocument = vim.lsp.util.make_text_document_params(buffer), options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, buffer, "utf-16")
  seen.formatted = text(buffer)

  local document = vim.lsp.util.make_text_document_params(buffer)
  local function about(line, character) return at(buffer, line, character) end
  seen.signature = ask(buffer, "textDocument/signatureHelp", about(7, 34)).signatures[1].label
  seen.references = #ask(buffer, "textDocument/references", vim.tbl_extend("force", about(6, 20), { context = { includeDeclaration = true } }))
  seen.symbols = {}
  for _, symbol in ipairs(ask(buffer, "textDocument/documentSymbol", { textDocument = document })[1].children[3].children) do table.insert(seen.symbols, symbol.name) end
  seen.folds = #ask(buffer, "textDocument/foldingRange", { textDocument = document })
  local selection, depth = ask(buffer, "textDocument/selectionRange", { textDocument = document, positions = { { line = 7, character = 20 } } })[1], 0
  while selection do selection, depth = selection.parent, depth + 1 end
  seen.selections = depth
  seen.tokens = #ask(buffer, "textDocument/semanticTokens/full", { textDocument = document }).data / 5
  seen.hints = {}
  local all = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } }
  for _, hint in ipairs(ask(buffer, "textDocument/inlayHint", { textDocument = document, range = all })) do table.insert(seen.hints, hint.label) end
  vim.lsp.util.apply_workspace_edit(ask(buffer, "textDocument/rename", vim.tbl_extend("force", about(6, 20), { newName = "client" })), "utf-16")
  seen.renamed = vim.api.nvim_buf_get_lines(buffer, 6, 7, false)[1]

  -- The lens, with the command that the README gives.
  dofile(os.getenv("HEDDLE_PREVIEW"))
  vim.ui.select = function(items, _, choose) choose(items[1], 1) end
  vim.lsp.codelens.refresh()
  until_true("lenses", function() return #vim.lsp.codelens.get(buffer) > 0 end)
  seen.lenses = {}
  for _, lens in ipairs(vim.lsp.codelens.get(buffer)) do table.insert(seen.lenses, lens.command.title) end
  vim.api.nvim_win_set_cursor(0, { 5, 0 })
  vim.lsp.codelens.run()
  until_true("the preview", function() return vim.bo.buftype == "nofile" end)
  seen.preview = vim.api.nvim_buf_get_lines(0, 0, 6, false)
  vim.cmd("bwipeout!")

  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { "{", '  "converterConfig": {' })
  until_true("findings of a half-written file", function() return vim.tbl_contains(codes(buffer), "syntax-unclosed") end)
  seen.half_written = codes(buffer)

  local source = attach("job.source.json")
  until_true("findings of the source", function() return #vim.diagnostic.get(source) > 0 end)
  seen.source = codes(source)
end)
if not ok then seen.failure = tostring(failure) end
local file = io.open(out, "w")
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd("qall!")

/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/csource.h"
#include "base/record.h"

#include <dlfcn.h>
#include <string.h>

#include <clang-c/Index.h>
#include <modsplit/error.h>

#include "model/model.h"

/* --- the library ---------------------------------------------------------------------------- */

/* clang-format off */
#define CLANG_FUNCTIONS(X) \
	X(createIndex) X(Cursor_isAnonymous) X(Cursor_isNull) X(disposeIndex) \
	X(disposeString) X(disposeTranslationUnit) X(File_isEqual) X(getArgType) \
	X(getArrayElementType) X(getCanonicalType) X(getCString) X(getCursorDefinition) \
	X(getCursorKind) X(getCursorLinkage) X(getCursorLocation) X(getCursorReferenced) \
	X(getCursorSpelling) X(getCursorType) X(getExpansionLocation) X(getFile) \
	X(getFileContents) X(getFileName) X(getNullCursor) X(getNumArgTypes) \
	X(getPointeeType) X(getResultType) X(getTranslationUnitCursor) \
	X(getTypeDeclaration) X(getTypeSpelling) X(isFunctionTypeVariadic) \
	X(parseTranslationUnit2) X(Type_visitFields) X(visitChildren)
/* clang-format on */

/* the functions of libclang that are used, without their prefix */
struct clang {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a member's name */
#define CLANG_FUNCTION(name) __typeof__(clang_##name) *name;
	CLANG_FUNCTIONS(CLANG_FUNCTION)
#undef CLANG_FUNCTION
};

static gboolean find(void *library, const char *name, void *slot, GError **error)
{
	void **function = slot;

	*function = dlsym(library, name);
	if (!*function)
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "'" CLANG_SONAME "' has no '%s'", name);
	return *function != NULL;
}

const struct clang *scan_csource_load(GError **error)
{
	void *library = dlopen(CLANG_SONAME, RTLD_LAZY | RTLD_LOCAL);
	g_autofree struct clang *clang = g_new0(struct clang, 1);

	if (!library) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
			    "cannot load libclang: %s; install the package that has it", dlerror());
		return NULL;
	}
#define FIND(name)                                               \
	if (!find(library, "clang_" #name, &clang->name, error)) \
		return NULL;
	CLANG_FUNCTIONS(FIND)
#undef FIND
	return g_steal_pointer(&clang);
}

/* --- a source ------------------------------------------------------------------------------- */

struct parse {
	const struct clang *clang;
	const struct scan_csource_request *request;
	CXTranslationUnit unit;
	CXFile source;
	char *folder;               /* of the source, relative */
	GHashTable *files;          /* CXFile -> relative name */
	GHashTable *uses;           /* "name\nfile\nline\nmacro": each once */
	GHashTable *inlines;        /* name -> struct scan_inline */
	GHashTable *visited;        /* names of the folder's own inline functions */
	GHashTable *types;          /* structures whose members were listed */
	GQueue pending;             /* CXCursor *: bodies still to be read */
	struct scan_inline *inside; /* the header's function that is being read, NULL: own text */
	GHashTable *names;          /* of the one above */
	struct scan_csource *facts;
};

/* a CXString as one of ours */
static char *take(const struct parse *p, CXString string)
{
	char *text = g_strdup(p->clang->getCString(string));

	p->clang->disposeString(string);
	return text ? text : g_strdup("");
}

static const char *file_name(struct parse *p, CXFile file)
{
	const struct scan_csource_request *r = p->request;
	char *name = file ? g_hash_table_lookup(p->files, file) : NULL;
	g_autofree char *raw = NULL, *absolute = NULL;
	const char *const roots[] = {r->build, r->tree};
	const char *best;

	if (name || !file)
		return name ? name : "";
	raw = take(p, p->clang->getFileName(file));
	best = absolute = g_canonicalize_filename(raw, r->build);
	for (guint i = 0; i < G_N_ELEMENTS(roots); i++) {
		gsize len = strlen(roots[i]);

		if (!strncmp(absolute, roots[i], len) && absolute[len] == '/' &&
		    strlen(absolute + len + 1) < strlen(best))
			best = absolute + len + 1;
	}
	name = g_strdup(best);
	g_hash_table_insert(p->files, file, name);
	return name;
}

/* the source itself, or a header beside it */
static gboolean is_own(struct parse *p, const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash && (gsize)(slash - file) == strlen(p->folder) &&
	       !strncmp(file, p->folder, strlen(p->folder));
}

static const char *place_of(struct parse *p, CXCursor cursor, guint *line)
{
	CXFile file;

	p->clang->getExpansionLocation(p->clang->getCursorLocation(cursor), &file, line, NULL,
				       NULL);
	return file_name(p, file);
}

/* the identifier in the file's text at an offset: a macro that is expanded there */
static char *word_at(struct parse *p, CXFile file, guint offset)
{
	size_t size = 0;
	const char *text = p->clang->getFileContents(p->unit, file, &size);
	guint end = offset;

	while (text && end < size && (g_ascii_isalnum(text[end]) || text[end] == '_'))
		end++;
	return end > offset ? g_strndup(text + offset, end - offset) : NULL;
}

/* the macro whose expansion names `name` here; NULL when the text itself does */
static char *macro_at(struct parse *p, CXSourceLocation location, const char *name)
{
	g_autofree char *word = NULL;
	CXFile file;
	guint offset;

	p->clang->getExpansionLocation(location, &file, NULL, NULL, &offset);
	word = file ? word_at(p, file, offset) : NULL;
	return word && strcmp(word, name) ? g_steal_pointer(&word) : NULL;
}

static void add_use(struct parse *p, const char *name, CXCursor cursor)
{
	CXSourceLocation location = p->clang->getCursorLocation(cursor);
	g_autofree char *macro = macro_at(p, location, name);
	guint line = 0;
	const char *file = place_of(p, cursor, &line);
	g_autofree char *key =
		g_strdup_printf("%s\n%s\n%u\n%s", name, file, line, macro ? macro : "");
	struct scan_use *use;

	if (!g_hash_table_add(p->uses, g_steal_pointer(&key)))
		return;
	use = g_new0(struct scan_use, 1);
	use->name = g_strdup(name);
	use->file = g_strdup(file);
	use->line = line;
	use->macro = g_steal_pointer(&macro);
	g_ptr_array_add(p->facts->uses, use);
}

/* also what a macro of a header makes of a line of the source, unlike clang's own question */
static gboolean is_in_source(CXCursor cursor, const struct parse *p)
{
	CXFile file;

	p->clang->getExpansionLocation(p->clang->getCursorLocation(cursor), &file, NULL, NULL,
				       NULL);
	return file && p->clang->File_isEqual(file, p->source);
}

/* a function with a body in a header: its body is read once, later */
static void note_body(struct parse *p, const char *name, CXCursor body)
{
	guint line = 0;
	const char *file = place_of(p, body, &line);
	gboolean own = is_own(p, file);
	GHashTable *seen = own ? p->visited : p->inlines;
	struct scan_inline *row;

	if (g_hash_table_contains(seen, name) || is_in_source(body, p))
		return;
	if (own) {
		g_hash_table_add(p->visited, g_strdup(name));
	} else {
		row = g_new0(struct scan_inline, 1);
		row->name = g_strdup(name);
		row->place = g_strdup_printf("%s:%u", file, line);
		row->names = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(p->inlines, row->name, row);
		g_ptr_array_add(p->facts->inlines, row);
	}
	g_queue_push_tail(&p->pending, g_memdup2(&body, sizeof(body)));
}

static void note_reference(struct parse *p, CXCursor cursor)
{
	CXCursor target = p->clang->getCursorReferenced(cursor), body = p->clang->getNullCursor();
	enum CXCursorKind kind = p->clang->getCursorKind(target);
	enum CXLinkageKind linkage;
	g_autofree char *name = NULL;

	if (kind != CXCursor_FunctionDecl && kind != CXCursor_VarDecl)
		return;
	linkage = p->clang->getCursorLinkage(target);
	if (linkage == CXLinkage_NoLinkage)
		return;
	if (kind == CXCursor_FunctionDecl)
		body = p->clang->getCursorDefinition(target);
	if (linkage != CXLinkage_External && p->clang->Cursor_isNull(body))
		return;
	name = take(p, p->clang->getCursorSpelling(target));
	if (!p->clang->Cursor_isNull(body)) {
		note_body(p, name, body);
		if (linkage != CXLinkage_External && is_in_source(body, p))
			return;
	}
	if (p->inside)
		g_hash_table_add(p->names, g_steal_pointer(&name));
	else
		add_use(p, name, cursor);
}

static void list_members(struct parse *p, CXType type);

static void add_member(struct parse *p, const char *type, const char *member, CXType pointee)
{
	struct interface *row = record_new(&model_interface_type);
	g_autoptr(GString) params = g_string_new(NULL);
	int n = p->clang->getNumArgTypes(pointee);

	for (int i = 0; i < n; i++) {
		g_autofree char *param =
			take(p, p->clang->getTypeSpelling(p->clang->getArgType(pointee, (guint)i)));

		g_string_append_printf(params, "%s%s", i ? ", " : "", param);
	}
	if (p->clang->isFunctionTypeVariadic(pointee))
		g_string_append(params, n ? ", ..." : "...");
	row->type = g_strdup(type);
	row->member = g_strdup(member);
	row->result = take(p, p->clang->getTypeSpelling(p->clang->getResultType(pointee)));
	row->params = g_strdup(params->len ? params->str : "void");
	g_ptr_array_add(p->facts->interfaces, row);
}

struct members {
	struct parse *p;
	const char *type;
};

static enum CXVisitorResult visit_member(CXCursor cursor, CXClientData data)
{
	struct members *m = data;
	struct parse *p = m->p;
	CXType type = p->clang->getCursorType(cursor), plain = p->clang->getCanonicalType(type);
	g_autofree char *member = take(p, p->clang->getCursorSpelling(cursor));
	CXType target = p->clang->getCanonicalType(p->clang->getPointeeType(plain));

	if (plain.kind == CXType_Record) {
		CXCursor record = p->clang->getTypeDeclaration(plain);

		if (p->clang->Cursor_isAnonymous(record) || !*member)
			p->clang->Type_visitFields(plain, visit_member, m);
		else
			list_members(p, plain);
	} else if (plain.kind == CXType_Pointer && target.kind == CXType_FunctionProto) {
		CXType written = p->clang->getPointeeType(type);

		if (p->clang->getResultType(written).kind == CXType_Invalid)
			written = target;
		add_member(p, m->type, member, written);
	}
	return CXVisit_Continue;
}

/* the function pointers of a structure, and of those it holds by value */
static void list_members(struct parse *p, CXType type)
{
	CXCursor record;
	g_autofree char *name = NULL, *full = NULL;

	type = p->clang->getCanonicalType(type);
	while (p->clang->getArrayElementType(type).kind != CXType_Invalid)
		type = p->clang->getCanonicalType(p->clang->getArrayElementType(type));
	if (type.kind != CXType_Record)
		return;
	record = p->clang->getTypeDeclaration(type);
	name = take(p, p->clang->getCursorSpelling(record));
	full = g_strdup_printf("struct %s", name);
	if (!*name || p->clang->getCursorKind(record) != CXCursor_StructDecl ||
	    !g_hash_table_add(p->types, g_strdup(full)))
		return;
	p->clang->Type_visitFields(type, visit_member, &(struct members){p, full});
}

static enum CXChildVisitResult visit_body(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct parse *p = data;
	enum CXCursorKind kind = p->clang->getCursorKind(cursor);

	(void)parent;
	if (kind == CXCursor_DeclRefExpr)
		note_reference(p, cursor);
	else if (kind == CXCursor_CompoundLiteralExpr && !p->inside)
		list_members(p, p->clang->getCursorType(cursor));
	return CXChildVisit_Recurse;
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct parse *p = data;
	enum CXCursorKind kind = p->clang->getCursorKind(cursor);

	(void)parent;
	if ((kind != CXCursor_FunctionDecl && kind != CXCursor_VarDecl) || !is_in_source(cursor, p))
		return CXChildVisit_Continue;
	p->clang->visitChildren(cursor, visit_body, p);
	if (kind == CXCursor_VarDecl)
		list_members(p, p->clang->getCursorType(cursor));
	return CXChildVisit_Continue;
}

/* reads the bodies that were found on the way, which may find more */
static void read_pending(struct parse *p)
{
	CXCursor *body;

	while ((body = g_queue_pop_head(&p->pending))) {
		g_autofree CXCursor *owned = body;
		g_autofree char *name = take(p, p->clang->getCursorSpelling(*owned));
		GHashTableIter iter;
		void *key;

		p->inside = g_hash_table_lookup(p->inlines, name);
		g_hash_table_remove_all(p->names);
		p->clang->visitChildren(*owned, visit_body, p);
		if (!p->inside)
			continue;
		g_hash_table_iter_init(&iter, p->names);
		while (g_hash_table_iter_next(&iter, &key, NULL))
			g_ptr_array_add(p->inside->names, g_strdup(key));
		record_strings_sort(p->inside->names);
	}
}

static gint compare_uses(gconstpointer a, gconstpointer b)
{
	const struct scan_use *x = *(struct scan_use *const *)a, *y = *(struct scan_use *const *)b;
	int by = strcmp(x->name, y->name);

	by = by ? by : strcmp(x->file, y->file);
	if (!by && x->line != y->line)
		by = x->line < y->line ? -1 : 1;
	return by ? by : g_strcmp0(x->macro, y->macro);
}

static gint compare_inlines(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct scan_inline *const *)a)->name,
		      (*(struct scan_inline *const *)b)->name);
}

static gint compare_interfaces(gconstpointer a, gconstpointer b)
{
	const struct interface *x = *(struct interface *const *)a;
	const struct interface *y = *(struct interface *const *)b;
	int by = strcmp(x->type, y->type);

	return by ? by : strcmp(x->member, y->member);
}

static void parse_init(struct parse *p, const struct clang *clang,
		       const struct scan_csource_request *request)
{
	g_autofree char *absolute = g_canonicalize_filename(request->source, request->build);
	g_autofree char *folder = g_path_get_dirname(absolute);
	gsize len = strlen(request->tree);

	*p = (struct parse){.clang = clang,
			    .request = request,
			    .facts = record_new(&scan_csource_type)};
	g_queue_init(&p->pending);
	p->folder = g_strdup(!strncmp(folder, request->tree, len) && folder[len] == '/'
				     ? folder + len + 1
				     : folder);
	p->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	p->uses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	p->inlines = g_hash_table_new(g_str_hash, g_str_equal);
	p->visited = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	p->types = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	p->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void parse_clear(struct parse *p)
{
	g_hash_table_unref(p->files);
	g_hash_table_unref(p->uses);
	g_hash_table_unref(p->inlines);
	g_hash_table_unref(p->visited);
	g_hash_table_unref(p->types);
	g_hash_table_unref(p->names);
	g_free(p->folder);
}

struct scan_csource *scan_csource_parse(const struct clang *clang,
					const struct scan_csource_request *request)
{
	CXIndex index = clang->createIndex(0, 0);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	enum CXErrorCode code;
	struct parse p;

	parse_init(&p, clang, request);
	for (guint i = 0; request->argv[i]; i++)
		g_ptr_array_add(argv, (char *)request->argv[i]);
	g_ptr_array_add(argv, (char *)"-w");
	g_ptr_array_add(argv, (char *)"-ferror-limit=0");
	code = clang->parseTranslationUnit2(index, request->source,
					    (const char *const *)argv->pdata, (int)argv->len, NULL,
					    0, CXTranslationUnit_KeepGoing, &p.unit);
	if (code == CXError_Success) {
		p.source = clang->getFile(p.unit, request->source);
		clang->visitChildren(clang->getTranslationUnitCursor(p.unit), visit_top, &p);
		read_pending(&p);
		clang->disposeTranslationUnit(p.unit);
		g_ptr_array_sort(p.facts->uses, compare_uses);
		g_ptr_array_sort(p.facts->inlines, compare_inlines);
		g_ptr_array_sort(p.facts->interfaces, compare_interfaces);
	} else {
		p.facts->error = g_strdup("libclang cannot parse it");
	}
	clang->disposeIndex(index);
	parse_clear(&p);
	return p.facts;
}

/* git.exe: runs the git of the system that Wine runs on. Wine starts programs of that system, but neither waits for
   them nor gives them its pipes: what git prints and its exit code come by way of files. */
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

/* A word of the shell; drive Z is the root of the system. */
static void quoted(FILE *script, const char *word) {
  if (word[0] == 'Z' && word[1] == ':') word += 2;
  fputc('\'', script);
  for (; *word; word++) {
    if (*word == '\'') fputs("'\\''", script);
    else fputc(*word == '\\' ? '/' : *word, script);
  }
  fputs("' ", script);
}

static void print(const char *path, FILE *to) {
  char buffer[65536];
  size_t count;
  FILE *file = fopen(path, "rb");
  if (!file) return;
  while ((count = fread(buffer, 1, sizeof buffer, file)) > 0) fwrite(buffer, 1, count, to);
  fclose(file);
  fflush(to);
}

int main(int argc, char **argv) {
  char folder[MAX_PATH], base[MAX_PATH], line[2 * MAX_PATH], path[MAX_PATH + 8];
  int code = 1;
  GetCurrentDirectoryA(sizeof folder, folder);
  sprintf(base, "Z:\\tmp\\nx-workflow-git-%lu-%lu", GetCurrentProcessId(), GetTickCount());
  FILE *script = fopen(base, "wb");
  if (!script) return 1;
  fputs("cd ", script);
  quoted(script, folder);
  fputs("\ngit ", script);
  for (int index = 1; index < argc; index++) quoted(script, argv[index]);
  fputs("> \"$0.out\" 2> \"$0.err\" < /dev/null\necho $? > \"$0.made\"\nmv \"$0.made\" \"$0.code\"\n", script);
  fclose(script);

  STARTUPINFOA start = {sizeof start};
  PROCESS_INFORMATION process;
  sprintf(line, "start.exe /unix /bin/sh /tmp/%s", strrchr(base, '\\') + 1);
  if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process)) return 1;
  sprintf(path, "%s.code", base);
  while (GetFileAttributesA(path) == INVALID_FILE_ATTRIBUTES) Sleep(5);
  FILE *file = fopen(path, "rb");
  if (file && fscanf(file, "%d", &code) != 1) code = 1;
  if (file) fclose(file);

  _setmode(1, 0x8000);
  _setmode(2, 0x8000);
  const char *ends[] = {".out", ".err", ".code", ""};
  for (int index = 0; index < 4; index++) {
    sprintf(path, "%s%s", base, ends[index]);
    if (index < 2) print(path, index == 0 ? stdout : stderr);
    DeleteFileA(path);
  }
  return code;
}

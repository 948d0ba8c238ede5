// A program that knows nothing of Floodwall. plain_pqxx CONNECTION SQL…: runs each text in one transaction.
#include <cstdio>
#include <exception>

#include <pqxx/pqxx>

int main(int argc, char** argv) {
  try {
    pqxx::connection connection(argv[1]);
    pqxx::work work(connection);
    for (int i = 2; i < argc; ++i) work.exec(argv[i]);
    work.commit();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}

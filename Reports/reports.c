// The texts of this folder, embedded by the preprocessor. To add one, write the file, its bytes, and a line of the table.
#include "reports.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char hinton[] = {
#embed "hinton-autoencoder.md"
};
static const unsigned char mnist_1d[] = {
#embed "mnist-1d.md"
};
static const unsigned char numpy_mlp[] = {
#embed "numpy-mlp.md"
};
static const unsigned char paterson[] = {
#embed "paterson.md"
};
static const unsigned char shi[] = {
#embed "shi.md"
};
static const unsigned char srivastava[] = {
#embed "srivastava-dropout.md"
};

static const struct fledge_report reports[] = {
    {"hinton-autoencoder", hinton, sizeof hinton},
    {"mnist-1d", mnist_1d, sizeof mnist_1d},
    {"numpy-mlp", numpy_mlp, sizeof numpy_mlp},
    {"paterson", paterson, sizeof paterson},
    {"shi", shi, sizeof shi},
    {"srivastava-dropout", srivastava, sizeof srivastava},
};
size_t fledge_report_count(void) { return sizeof reports / sizeof *reports; }
struct fledge_report fledge_report_at(size_t index) { return reports[index]; }

/* The ratio of two measurements: the smallest module that needs a compiler and Python's header files. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *ratio(PyObject *self, PyObject *args)
{
    double length, depth;
    if (!PyArg_ParseTuple(args, "dd", &length, &depth))
        return NULL;
    return PyFloat_FromDouble(length / depth);
}

static PyMethodDef methods[] = {{"ratio", ratio, METH_VARARGS, "Length by depth."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "beak", NULL, -1, methods};

PyMODINIT_FUNC PyInit_beak(void)
{
    return PyModule_Create(&module);
}

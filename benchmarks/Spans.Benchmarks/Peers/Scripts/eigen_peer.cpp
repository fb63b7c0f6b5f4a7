// Eigen's product of one row with a matrix, both row-major: y[n] = x[k] W[k, n].
#include <Eigen/Dense>

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

extern "C" void row_product(const float* x, const float* w, float* y, int n, int k) {
    Eigen::Map<Eigen::RowVectorXf>(y, n).noalias() =
        Eigen::Map<const Eigen::RowVectorXf>(x, k) * Eigen::Map<const Matrix>(w, k, n);
}

extern "C" int version() { return EIGEN_WORLD_VERSION * 10000 + EIGEN_MAJOR_VERSION * 100 + EIGEN_MINOR_VERSION; }

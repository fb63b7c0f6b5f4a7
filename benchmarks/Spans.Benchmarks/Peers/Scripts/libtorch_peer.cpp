// PyTorch without Python, through its C++ frontend. usage: libtorch_peer THREADS [tuned]; the protocol is peer_server.py's.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace nn = torch::nn;
namespace F = torch::nn::functional;
using Clock = std::chrono::steady_clock;
using Operation = std::function<void()>;

struct Network { std::vector<int64_t> sizes; int64_t batch; bool relu, mse; };
static const std::map<std::string, Network> networks = {
    {"a", {{784, 128, 10}, 32, true, false}}, {"b", {{784, 512, 512, 10}, 128, true, false}},
    {"c", {{8, 64, 64, 1}, 64, false, true}}, {"tiny", {{16, 64, 64, 4}, 1, false, false}}};
static const int batches = 8;

static double seconds_since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }

static nn::Sequential model(const Network& n) {
    nn::Sequential m;
    for (size_t i = 0; i + 1 < n.sizes.size(); i++) {
        m->push_back(nn::Linear(n.sizes[i], n.sizes[i + 1]));
        if (i + 2 == n.sizes.size()) break;
        if (n.relu) m->push_back(nn::ReLU()); else m->push_back(nn::Tanh());
    }
    return m;
}

static std::shared_ptr<torch::optim::Optimizer> optimizer(const std::string& name, std::vector<torch::Tensor> parameters) {
    if (name == "adam") return std::make_shared<torch::optim::Adam>(parameters, torch::optim::AdamOptions(1e-4));
    return std::make_shared<torch::optim::SGD>(parameters, torch::optim::SGDOptions(1e-3).momentum(name == "momentum" ? 0.9 : 0));
}

static Operation step(const std::string& network, const std::string& name) {
    const Network& n = networks.at(network);
    auto m = model(n);
    auto parameters = m->parameters();
    auto o = optimizer(name, parameters);
    std::vector<torch::Tensor> xs, ys;
    for (int i = 0; i < batches; i++) {
        xs.push_back(torch::randn({n.batch, n.sizes[0]}));
        ys.push_back(n.mse ? torch::randn({n.batch, n.sizes.back()}) : torch::randint(0, n.sizes.back(), {n.batch}, torch::kLong));
    }
    return [=, i = 0]() mutable {
        i = (i + 1) % batches;
        for (auto& p : parameters) p.mutable_grad().reset();
        auto y = m->forward(xs[i]);
        auto loss = n.mse ? F::mse_loss(y, ys[i]) : F::cross_entropy(y, ys[i]);
        loss.backward();
        o->step();
    };
}

static Operation update(const std::string& name, int64_t count) {
    auto p = torch::randn({count}).requires_grad_();
    p.mutable_grad() = torch::randn({count});
    auto o = optimizer(name, {p});
    return [=] { o->step(); };
}

static Operation elementwise(const std::string& op, int64_t count) {
    auto x = torch::randn({count}) * 2, y = torch::empty({count});
    if (op == "exp") return [=]() mutable { at::exp_out(y, x); };
    if (op == "tanh") return [=]() mutable { at::tanh_out(y, x); };
    if (op == "sigmoid") return [=]() mutable { at::sigmoid_out(y, x); };
    if (op == "gelu") return [=]() mutable { at::gelu_out(y, x, "tanh"); };
    throw std::invalid_argument("no element operation " + op);
}

static Operation softmax(int64_t rows, int64_t columns) {
    auto x = torch::randn({rows, columns});
    return [=] { at::softmax(x, 1); };
}

static Operation predict(const std::string& network) {
    const Network& n = networks.at(network);
    auto m = model(n);
    m->eval();
    std::vector<torch::Tensor> xs;
    for (int i = 0; i < 64; i++) xs.push_back(torch::randn({1, n.sizes[0]}));
    return [=, i = 0]() mutable { i = (i + 1) & 63; m->forward(xs[i]); };
}

static Operation epoch(const std::string& network, const std::string& name, int64_t rows) {
    const Network& n = networks.at(network);
    auto m = model(n);
    auto parameters = m->parameters();
    auto o = optimizer(name, parameters);
    auto x = torch::rand({rows, n.sizes[0]}), y = torch::randint(0, n.sizes.back(), {rows}, torch::kLong);
    return [=]() mutable {
        auto order = torch::randperm(rows);
        for (int64_t i = 0; i < rows; i += n.batch) {
            auto index = order.slice(0, i, std::min(i + n.batch, rows));
            for (auto& p : parameters) p.mutable_grad().reset();
            F::cross_entropy(m->forward(x.index_select(0, index)), y.index_select(0, index)).backward();
            o->step();
        }
    };
}

static Operation question(const std::vector<std::string>& w) {
    bool learns = w[2] == "step" || w[2] == "update" || w[2] == "epoch";
    torch::GradMode::set_enabled(learns);
    if (w[2] == "step") return step(w[3], w[4]);
    if (w[2] == "update") return update(w[3], std::stoll(w[4]));
    if (w[2] == "elementwise") return elementwise(w[3], std::stoll(w[4]));
    if (w[2] == "softmax") return softmax(std::stoll(w[3]), std::stoll(w[4]));
    if (w[2] == "predict") return predict(w[3]);
    if (w[2] == "epoch") return epoch(w[3], w[4], std::stoll(w[5]));
    throw std::invalid_argument("no question " + w[2]);
}

struct Timed { Operation f; int64_t batch = 1; double batch_seconds = 0; };

static void run(Timed& q, int64_t operations) { for (int64_t i = 0; i < operations; i++) q.f(); }

static void lead_in(Timed& q, double seconds) {
    if (q.batch_seconds > 0.1) return;  // so long an operation needs none
    auto start = Clock::now();
    do run(q, q.batch); while (seconds_since(start) < seconds);
}

static std::string measure(Timed& q, double seconds, double lead) {
    lead_in(q, lead);
    int64_t operations = 0;
    double elapsed;
    auto start = Clock::now();
    do { run(q, q.batch); operations += q.batch; elapsed = seconds_since(start); } while (elapsed < seconds);
    std::ostringstream s;
    s << elapsed / operations * 1e9 << ' ' << operations;
    return s.str();
}

static std::string calls(Timed& q, double seconds, double lead) {
    lead_in(q, lead);
    std::vector<int64_t> times;
    auto start = Clock::now(), last = start;
    do {
        auto t = Clock::now();
        q.f();
        last = Clock::now();
        times.push_back(std::chrono::nanoseconds(last - t).count());
    } while (std::chrono::duration<double>(last - start).count() < seconds);
    std::sort(times.begin(), times.end());
    size_t n = times.size();
    std::ostringstream s;
    s << times[n / 2] << ' ' << times[n * 99 / 100] << ' ' << times[n * 999 / 1000];
    return s.str();
}

static std::string about() {
    torch::mm(torch::rand({64, 64}), torch::rand({64, 64}));
    std::ifstream maps("/proc/self/maps");
    std::set<std::string> files;
    for (std::string line; std::getline(maps, line);)
        if (line.find("blas") != std::string::npos) files.insert(line.substr(line.rfind(' ') + 1));
    std::string s = "libtorch " TORCH_VERSION ";";
    for (auto& f : files) s += f + ",";
    return s;
}

int main(int count, char** words) {
    at::set_num_threads(std::stoi(words[1]));
    at::set_num_interop_threads(1);
    if (count > 2) at::globalContext().setFlushDenormal(true);
    torch::manual_seed(0);
    std::map<std::string, Timed> questions;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream in(line);
        std::vector<std::string> w{std::istream_iterator<std::string>(in), {}};
        std::string reply;
        try {
            if (w[0] == "about") reply = about();
            else if (w[0] == "prepare") {
                Timed q{question(w)};
                run(q, 1);
                for (;; q.batch *= 2) {
                    auto t = Clock::now();
                    run(q, q.batch);
                    if ((q.batch_seconds = seconds_since(t)) >= 2e-4) break;
                }
                questions[w[1]] = q;
                reply = "C++";
            }
            else if (w[0] == "measure") reply = measure(questions.at(w[1]), std::stod(w[2]), std::stod(w[3]));
            else if (w[0] == "calls") reply = calls(questions.at(w[1]), std::stod(w[2]), std::stod(w[3]));
            else if (w[0] == "drop") questions.erase(w[1]);
            else throw std::invalid_argument("unknown request " + w[0]);
            std::cout << "ok " << reply << std::endl;
        } catch (const std::exception& e) {
            std::string text = e.what();
            std::cout << "error " << text.substr(0, text.find('\n')) << std::endl;
        }
    }
}

using System.Globalization;

namespace Spans.Cli.Tests.Lab;

/// <summary>X4: methods of higher order need far fewer iterations, at more memory.</summary>
public class OrdersOfMethodsTests
{
    // Times are not judged here: a fifth of Adam's time needs a quiet machine.
    [Fact]
    public void Methods_OfHigherOrder_NeedATenthOfTheIterationsAndMoreMemory()
    {
        var report = LabReport.Of("orders", "--epochs", "60", "--rounds", "1", "--threads", "1");
        var table = report.Table("quadratic function of 50 variables, condition 1,000, to 1e-8 of the start");
        var first = table["gradient-descent"];
        foreach (var method in (string[])["cg", "lbfgs", "bfgs", "newton-cg", "newton"])
        {
            Assert.True(10 * Number(table[method]["iterations"]) <= Number(first["iterations"]), method);
            Assert.True(Number(table[method]["bytes"]) > Number(first["bytes"]), method);
        }
        // An exact Hessian needs one step.
        Assert.InRange(Number(table["newton"]["iterations"]), 1, 2);
        var network = report.Table("network, to the training loss of adam after 60 epochs");
        foreach (var method in (string[])["lbfgs", "levenberg-marquardt", "newton-cg", "bfgs"])
        {
            Assert.Equal("yes", network[method]["reached"]);
            Assert.True(2 * Number(network[method]["iterations"]) <= Number(network["adam"]["iterations"]), method);
        }
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}

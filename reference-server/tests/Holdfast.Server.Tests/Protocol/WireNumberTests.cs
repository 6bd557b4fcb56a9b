using Holdfast.Protocol;

namespace Holdfast.Server.Tests;

public sealed class WireNumberTests
{
    [TestCase("0", 0L)]
    [TestCase("10", 10L)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void Plain_decimal_numbers_are_read(string text, long expected)
    {
        WireNumber.TryParse(text, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [TestCase("")]
    [TestCase("+5")]
    [TestCase("-0")]
    [TestCase("-1")]
    [TestCase("05")]
    [TestCase("00")]
    [TestCase("5.0")]
    [TestCase("1e3")]
    [TestCase("1e+21")]
    [TestCase("0x10")]
    [TestCase("5,5")]
    [TestCase(" 5")]
    [TestCase("５")]
    [TestCase("9223372036854775808")]
    [TestCase("18446744073709551616")]
    [TestCase(null)]
    public void Anything_else_is_refused(string? text) => WireNumber.TryParse(text, out _).ShouldBeFalse();
}

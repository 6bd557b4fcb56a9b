using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Tests.Ietf;

/// <summary>RFC 9651, 4.2, with the suite's own eyes.</summary>
public sealed class StructuredFieldTests
{
    [TestCase("0", 0)]
    [TestCase("12;x=1", 12)]
    [TestCase("12;  x;y=\"a b\";z=?0", 12)]
    [TestCase("007", 7)]
    [TestCase("-0", 0)]
    [TestCase("-5", -5)]
    [TestCase("  5  ", 5)]
    [TestCase("999999999999999", 999_999_999_999_999)]
    public void An_integer_is_read(string field, long value) => StructuredField.Integer([field]).ShouldBe(value);

    [TestCase("")]
    [TestCase("5.0")]
    [TestCase("+5")]
    [TestCase("5;")]
    [TestCase("5 ;a")]
    [TestCase("5;A")]
    [TestCase("0x5")]
    [TestCase("5e0")]
    [TestCase("\"5\"")]
    [TestCase("5, 5")]
    [TestCase("٥")]
    [TestCase("1000000000000000")]
    [TestCase("5\n")]
    public void An_invalid_integer_is_ignored(string field) => StructuredField.Integer([field]).ShouldBeNull();

    [Test]
    public void Two_lines_are_a_list_and_so_void()
    {
        StructuredField.Integer(["5", "5"]).ShouldBeNull();
        StructuredField.Boolean(["?1", "?1"]).ShouldBeNull();
    }

    [TestCase("?1", true)]
    [TestCase("?0", false)]
    [TestCase("?1;q=1", true)]
    [TestCase("?01", null)]
    [TestCase("? 1", null)]
    [TestCase("TRUE", null)]
    [TestCase("1", null)]
    [TestCase("?2", null)]
    public void A_boolean_has_two_values(string field, bool? value) => StructuredField.Boolean([field]).ShouldBe(value);

    [Test]
    public void A_dictionary_keeps_the_last_of_each_key_and_says_what_is_no_integer()
    {
        var limits =
            StructuredField.Dictionary(["max-size=10,\tmin-size=0;x", "max-size=12, foo=\"a, b\", bar, list=(1 2)"]).ShouldNotBeNull();
        limits["max-size"].ShouldBe(12);
        limits["min-size"].ShouldBe(0);
        limits["foo"].ShouldBeNull();
        limits["bar"].ShouldBeNull();
        limits.Count.ShouldBe(5);
    }

    [TestCase("max-size=")]
    [TestCase("max-size=10,")]
    [TestCase("max-size=10 min-size=0")]
    [TestCase("Max-Size=10")]
    [TestCase("=10")]
    [TestCase("a=1,,b=2")]
    public void An_invalid_dictionary_is_ignored(string field) => StructuredField.Dictionary([field]).ShouldBeNull();

    [Test]
    public void An_empty_field_is_an_empty_dictionary() => StructuredField.Dictionary([""]).ShouldNotBeNull().ShouldBeEmpty();
}

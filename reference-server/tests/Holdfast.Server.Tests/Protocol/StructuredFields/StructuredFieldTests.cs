using System.Reflection;
using System.Text.Json;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Server.Tests;

public sealed class StructuredFieldTests
{
    private const string Prefix = "structured-fields/";

    private static IEnumerable<string> Files => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    [TestCaseSource(nameof(Files))]
    public void The_working_groups_tests_pass(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + file)!;
        using var json = JsonDocument.Parse(stream);

        json.RootElement.EnumerateArray().Select(record => new FieldTest(record).Fault()).Where(fault => fault is not null).ShouldBeEmpty();
    }

    [Test]
    public void All_twenty_files_of_the_working_group_are_here() => Files.Count().ShouldBe(20);

    [Test]
    public void A_blank_text_is_an_empty_list_and_dictionary_but_no_item([Values(null, "", "  ")] string? text)
    {
        StructuredField.TryParseItem(text, out _).ShouldBeFalse();
        StructuredField.TryParseList(text, out var list).ShouldBeTrue();
        StructuredField.TryParseDictionary(text, out var dictionary).ShouldBeTrue();
        list.ShouldBeEmpty();
        dictionary.ShouldBeEmpty();
    }

    // The numbers and switches that the draft's fields take and refuse.
    [TestCase("-0", 0)]
    [TestCase("005", 5)]
    [TestCase(" 5 ", 5)]
    [TestCase("5;a", 5)]
    [TestCase("999999999999999", 999_999_999_999_999)]
    [TestCase("5.0", null)]
    [TestCase("+5", null)]
    [TestCase("5 ;a", null)]
    [TestCase("0x5", null)]
    [TestCase("5e0", null)]
    [TestCase("٥", null)]
    [TestCase("\"5\"", null)]
    [TestCase("5, 5", null)]
    [TestCase("5,", null)]
    [TestCase("5\0", null)]
    [TestCase("\t5", null)]
    [TestCase("1000000000000000", null)]
    public void Integers_are_exact_or_nothing(string text, long? expected)
    {
        var integer = StructuredField.TryParseItem(text, out var item) ? item.Value as BareItem.Integer : null;

        (integer?.Value).ShouldBe(expected);
    }

    [TestCase("?1", true)]
    [TestCase("?0", false)]
    [TestCase("?1;q=1", true)]
    [TestCase("?01", null)]
    [TestCase("? 1", null)]
    [TestCase("TRUE", null)]
    [TestCase("true", null)]
    [TestCase("?1, ?1", null)]
    [TestCase("?", null)]
    public void Booleans_are_exact_or_nothing(string text, bool? expected)
    {
        var boolean = StructuredField.TryParseItem(text, out var item) ? item.Value as BareItem.Boolean : null;

        (boolean?.Value).ShouldBe(expected);
    }

    [Test]
    public void Of_a_repeated_key_the_last_value_counts_in_the_first_place()
    {
        StructuredField.TryParseDictionary("a=1, b=2, a=3", out var dictionary).ShouldBeTrue();

        dictionary.Keys.ShouldBe(["a", "b"]);
        StructuredField.Serialize(dictionary).ShouldBe("a=3, b=2");
    }

    [Test]
    [CancelAfter(20_000)]
    public void A_field_full_of_keys_is_read_in_linear_time(CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, 100_000).Select(index => $"k{index}").ToArray();

        StructuredField.TryParseDictionary(string.Join(',', keys), out var dictionary).ShouldBeTrue();

        dictionary.Count.ShouldBe(keys.Length);
    }

    [Test]
    public void A_value_that_can_not_be_serialised_can_not_be_constructed()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new BareItem.Integer(BareItem.MaxInteger + 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new BareItem.Integer(long.MinValue));
        Should.Throw<ArgumentOutOfRangeException>(() => new BareItem.Decimal(1_000_000_000_000m));
        Should.Throw<ArgumentOutOfRangeException>(() => new BareItem.Date(-BareItem.MaxInteger - 1));
        Should.Throw<ArgumentException>(() => new BareItem.String("\r\n"));
        Should.Throw<ArgumentException>(() => new BareItem.Token("1a"));
        Should.Throw<ArgumentException>(() => new BareItem.DisplayString("\ud800"));
        Should.Throw<ArgumentException>(
            () => StructuredField.Serialize([KeyValuePair.Create<string, Member>("A", new Item(new BareItem.Boolean(true)))]));
    }

    [TestCase("0.0025", "0.002")]
    [TestCase("0.0035", "0.004")]
    [TestCase("-0.0001", "0.0")]
    [TestCase("999999999999.9994", "999999999999.999")]
    public void Decimals_are_rounded_half_to_even(string number, string written) =>
        StructuredField.Serialize(new Item(new BareItem.Decimal(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture))))
            .ShouldBe(written);
}

using System.CommandLine;
using System.CommandLine.Help;
using Holdfast.Cli.Commands;
using Holdfast.Cli.Parsing;

namespace Holdfast.Cli.Tests.Parsing;

/// <summary>The message for every wrong command line: it has the word and the expected values, and no type of .NET.</summary>
public sealed class ParseProblemTests
{
    /// <summary>Any text is a value of these; what it names is looked at when it is used.</summary>
    private static readonly string[] FreeText =
        ["--only", "--except", "--requirements", "--start", "--content-dir", "--host", "--allowed-host", "--config", "--scenario", "ID"];

    private static readonly RootCommand Root = CommandTree.Create();

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);

    // The flags of tusd are texts to the parser, and the last of several counts; their values have a test of their own.
    private static IEnumerable<(string Path, Option Option)> Valued =>
        from command in Commands(Root)
        from option in command.Options
        where option is not (HelpOption or VersionOption) && option.ValueType != typeof(bool) && !option.Hidden
        select (PathOf(command), option);

    private static IEnumerable<TestCaseData> WithAWrongValue =>
        from one in Valued.Where(one => !FreeText.Contains(one.Option.Name))
        from value in typeof(FileSystemInfo).IsAssignableFrom(one.Option.ValueType) ? [" "] : new[]
        {
            "?", "-", "99999999999999999999999999x",
        }
        select new TestCaseData($"{one.Path} {one.Option.Name}", value);

    private static IEnumerable<string> WithoutAValue => Valued.Select(one => $"{one.Path} {one.Option.Name}");

    private static IEnumerable<string> Numbers =>
        Valued.Where(one => IsNumber(one.Option.ValueType)).Select(one => $"{one.Path} {one.Option.Name}");

    private static IEnumerable<string> All => Commands(Root).Select(PathOf);

    [TestCaseSource(nameof(WithAWrongValue))]
    public void A_wrong_value_is_quoted_with_what_was_expected(string option, string value)
    {
        var said = ErrorOf([.. Words(option), value]);
        said.ShouldContain($"'{value}'");
        said.ShouldContain("Expected ");
    }

    [TestCaseSource(nameof(WithoutAValue))]
    public void A_missing_value_is_reported_with_what_is_expected(string option) =>
        ErrorOf(Words(option)).ShouldMatch($"'{option.Split(' ')[^1]}' has no value. Expected '{option.Split(' ')[^1]} [A-Z][^ ]*");

    [TestCaseSource(nameof(WithoutAValue))]
    public void An_option_is_never_taken_for_the_value_of_another(string option) =>
        ErrorOf([.. Words(option), Words(option)[^1]])
            .ShouldContain($"'{Words(option)[^1]}' has no value: '{Words(option)[^1]}' after it is another option.");

    [TestCaseSource(nameof(Numbers))]
    public void A_repeated_number_is_reported_with_both_values(string option) =>
        ErrorOf([.. Words(option), "1", Words(option)[^1], "2"]).ShouldContain("is given 2 times: '1', '2'. Expected it once");

    [TestCaseSource(nameof(All))]
    public void An_unknown_option_is_reported_with_the_command(string command) =>
        ErrorOf([.. Words(command), "--no-such-thing"])
            .ShouldContain($"'--no-such-thing' is not an option of '{("holdfast " + command).Trim()}'.");

    [TestCaseSource(nameof(All))]
    public void An_unexpected_word_is_quoted_with_what_the_command_accepts(string command)
    {
        var said = ErrorOf([.. Words(command), .. Enumerable.Repeat("http://127.0.0.1/", 3)]);
        said.ShouldContain("'http://127.0.0.1/' is ");
        said.ShouldMatch("is unexpected: 'holdfast [a-z ]+' takes |is not a command of 'holdfast[a-z ]*'.* Expected ");
    }

    [TestCase("check --parallel x", "'x' is not a value for '--parallel'. Expected a whole number.")]
    [TestCase("check --seed -1", "'-1' is not a value for '--seed'. Expected a whole number from 0.")]
    [TestCase("check --seed 99999999999999999999", "Expected a whole number from 0 to 18446744073709551615.")]
    [TestCase("check --protocol tuss", "'tuss' is not a value for '--protocol'. Did you mean 'tus'? Expected tus, ietf or all.")]
    [TestCase("check --toxiproxy x", "'x' is not the URL of a Toxiproxy's API.")]
    [TestCase("check --parallel --seed 3", "'--parallel' has no value: '--seed' after it is another option. Expected '--parallel N': The "
        + "number of cases to run at the same time.")]
    [TestCase("check --report --strict", "'--report' has no value: '--strict' after it is another option.")]
    [TestCase("proxy --allowed-host http://a.test",
        "'http://a.test' is not a value for '--allowed-host'. Expected a host name without scheme and port, or '*'.")]
    [TestCase("proxy --allowed-host a.test --allowed-host b.test:80", "'b.test:80' is not a value for '--allowed-host'.")]
    [TestCase("proxy --max-connections 0", "'0' is not a value for '--max-connections'. Expected a whole number, 1 or more.")]
    [TestCase("check --sede 3", "'--sede' is not an option of 'holdfast check'. Did you mean '--seed'?")]
    [TestCase("serve -prot 80", "'-prot' is not an option of 'holdfast serve'. Did you mean '-port'?")]
    [TestCase("proxy -port x", "'x' is not a value for '-port'. Expected a whole number.")]
    [TestCase("replay", "'holdfast replay' has no FILE. Expected 'holdfast replay FILE': ")]
    [TestCase("chek --seed 3", "'chek' is not a command of 'holdfast'. Did you mean 'check'?")]
    [TestCase("cases explian tus", "'explian' is not a command of 'holdfast cases'. Did you mean 'explain'?")]
    [TestCase("check http://a/ b c", "'b' is unexpected: 'holdfast check' takes one URL.")]
    public void One_mistake_is_one_sentence(string line, string said)
    {
        Problems(line.Split(' ')).Count.ShouldBe(1);
        ErrorOf(line.Split(' ')).ShouldContain(said);
    }

    [TestCase("replay --help")]
    [TestCase("cases explain -h")]
    [TestCase("check --bogus --help")]
    [TestCase("help check")]
    [TestCase("help cases explain")]
    public void Help_is_shown_despite_other_errors(string line) => Problems(line.Split(' ')).ShouldBeEmpty();

    [Test]
    public void After_two_dashes_nothing_is_an_option() =>
        ErrorOf(["check", "--", "--only"])
            .ShouldBe("'--only' is not a URL to check. Expected http:// or https://, for example 'http://127.0.0.1:1080/files/'.");

    private static string ErrorOf(string[] line)
    {
        var said = string.Join('\n', Problems(line));
        said.ShouldNotContain("System.");
        said.ShouldNotMatch(@"\b(Int32|Int64|UInt64|Double|Boolean|Nullable|FileInfo|DirectoryInfo|TimeSpan|KeyValuePair)\b");
        return said;
    }

    private static IReadOnlyList<string> Problems(string[] line) => ParseProblems.Of(CommandLine.Parse(Root, line));

    private static bool IsNumber(Type type) => new[]
    {
        typeof(int), typeof(long), typeof(ulong), typeof(double),
    }.Contains(Nullable.GetUnderlyingType(type) ?? type);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string PathOf(Command command) => command is RootCommand ? ""
        : $"{PathOf(command.Parents.OfType<Command>().Single())} {command.Name}".Trim();
}

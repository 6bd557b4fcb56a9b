using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace Holdfast.Cli.Tests.Commands;

/// <summary>The messages of the build scripts before anything is built.</summary>
[CancelAfter(30_000)]
public sealed class BuildScriptTests
{
    /// <summary>The targets of <c>build.cake</c>; those that begin with an underscore are steps of others.</summary>
    private static IReadOnlyList<string> Targets =>
        [.. Regex.Matches(File.ReadAllText(Repository.PathTo("build.cake")), "^Task\\(\"([a-z]+)\"\\)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)];

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("help")]
    public async Task Help_lists_every_target_within_80_columns(string word, CancellationToken cancellationToken)
    {
        var run = await RunAsync(cancellationToken, word);

        run.ExitCode.ShouldBe(0, run.StandardError);
        Targets.Count.ShouldBeGreaterThan(3);
        Targets.ShouldAllBe(target => Regex.IsMatch(run.StandardOutput, $"(?m)^  {target} "));
        run.StandardOutput.ShouldContain("./build.sh check -- http://");
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    [TestCase("'tset' is no target. Expected check, test, bench, publish or help.", "tset")]
    [TestCase("'--strict' is no target.", "--strict")]
    [TestCase("'--strict' is one word too many. Arguments stand behind '--', for example './build.sh check -- --strict'.", "check",
        "--strict")]
    public async Task An_unknown_build_target_is_refused_with_the_known_ones(string said, string first, string? second = null)
    {
        var run = await RunAsync(TestContext.CurrentContext.CancellationToken, [.. new[] { first, second }.OfType<string>()]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardOutput.ShouldBeEmpty("nothing is restored for it");
        run.StandardError.ShouldContain(said);
        run.StandardError.ShouldContain("./build.sh --help");
    }

    [TestCase("build.sh")]
    [TestCase("build.ps1")]
    public void Both_scripts_accept_the_targets_of_the_build(string script) =>
        Targets.ShouldAllBe(target =>
            Regex.IsMatch(File.ReadAllText(Repository.PathTo(script)), $"\\b{target}\\b.*\\bpublish\\b|\\bcheck\\b.*\\b{target}\\b"));

    private static async Task<BufferedCommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("build.sh needs a POSIX shell.");
        }

        return await CliWrap.Cli.Wrap(Repository.PathTo("build.sh")).WithArguments(arguments).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
    }
}

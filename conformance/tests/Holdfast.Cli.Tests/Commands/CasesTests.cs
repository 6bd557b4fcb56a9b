using System.Globalization;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;

namespace Holdfast.Cli.Tests.Commands;

/// <summary><c>holdfast cases</c> and the help.</summary>
public sealed class CasesTests
{
    [Test]
    [CancelAfter(30_000)]
    public async Task All_cases_are_listed(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        CaseCatalogue.All.ShouldAllBe(one => run.StandardOutput.Contains($"{one.Id}\n", StringComparison.Ordinal));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Cases_are_counted_as_a_run_counts_them(CancellationToken cancellationToken)
    {
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"{CaseCatalogue.All.Sum(one => one.Variants.Count()):N0} cases: a case of the IETF draft runs once per interop version, "
                + $"which makes {CaseCatalogue.All.Count:N0} ids.");

        (await HoldfastCommand.RunAsync(cancellationToken, "cases")).StandardOutput.ReplaceLineEndings(" ").ShouldContain(said);
        (await HoldfastCommand.RunAsync(cancellationToken, "cases", "--sets")).StandardOutput.ReplaceLineEndings(" ")
            .ShouldContain($"This version knows {said}");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_case_is_explained_in_prose_within_80_columns(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", "tus/core/patch/offset-mismatch");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.StandardOutput.ShouldContain("What must happen: 409 each time");
        run.StandardOutput.ShouldContain("TUS-031 (MUST; tus 1.0.0, PATCH)");
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_case_of_one_version_is_explained_in_the_words_of_its_text(CancellationToken cancellationToken)
    {
        var old = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", "ietf/5/creation/empty-whole");
        old.StandardOutput.ShouldContain(
            "IETF-206 (MUST; draft -03, upload-creation): Completion is acknowledged by 2xx,\n"
            + "201 recommended; the answer must not say incomplete, and need not say complete.\n"
            + "\"The response MUST NOT include the Upload-Complete header field with the value\nof false.\"\n"
            + "https://www.ietf.org/archive/id/draft-ietf-httpbis-resumable-upload-03.html#upload-creation\n");
        old.StandardOutput.ShouldNotContain("IETF-180");

        var newest = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", "ietf/10/creation/empty-whole");
        newest.StandardOutput.ShouldContain("IETF-180 (MUST NOT; draft -13, upload-creation)");
        newest.StandardOutput.ShouldContain("Drafts -14 and -15 may have the interop version 10, too; their texts were not\nseen.");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_case_of_all_versions_is_explained_in_the_words_of_each_text(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", "ietf/concurrency/two-appends");
        run.StandardOutput.ShouldContain(
            "In versions 3, 4, 5, 6 (SHOULD; draft -05, upload-appending):\n\"The server is RECOMMENDED to take measures to avoid "
                + "parallel upload transfers\"\n");
        run.StandardOutput.ShouldContain("In versions 8, 9, 10 (MUST; draft -13, concurrency):\n");
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80 || line.StartsWith("https://", StringComparison.Ordinal));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_explanation_links_each_clause_and_names_the_servers_that_are_known_to_fail(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", "tus/creation/metadata/octets");

        run.StandardOutput.ShouldContain("https://tus.io/protocols/resumable-upload");
        run.StandardOutput.ShouldContain("Known to fail: @tus/server 2.4.5 with @tus/file-store 2.1.1.");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task The_frozen_sets_are_listed(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "--sets");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.StandardOutput.ShouldMatch(@"(?m)^tus-1\.0-2026-11: \d+ cases, \d+ requirements$");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Coverage_names_every_requirement_and_counts(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "--coverage");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        RequirementCatalogue.All.ShouldAllBe(one => run.StandardOutput.Contains($"{one.Id} ", StringComparison.Ordinal));
        run.StandardOutput.ShouldMatch(@"(?m)^TUS-034 +SHOULD +not observable ");
        run.StandardOutput.ShouldMatch(@"(?m)^TUS-031 +MUST +\d+ cases ");
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_unknown_case_is_a_clear_error(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", "tus/core/patch/ofset-mismatch");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain("'tus/core/patch/ofset-mismatch'. Did you mean 'tus/core/patch/offset-mismatch'");
        run.StandardError.ShouldContain("holdfast cases");
    }

    [TestCase("TUS-018", "TUS-018 (MUST)", "where it is broken a case fails", "tus 1.0.0, X-HTTP-Method-Override",
        "5 cases judge this requirement", "  tus/core/method-override/patch\n", "https://tus.io/")]
    [TestCase("tus-018", "TUS-018 (MUST)")]
    [TestCase("IETF-028", "server and client", "8, 9, 10", "No case judges this requirement: The requirement is for clients;")]
    [TestCase("A-24", "ROBUSTNESS, not in the text", "a case warns")]
    [TestCase("tus/core/head", "tus/core/head/no-store\n", "8 cases. 'holdfast cases explain ID'")]
    [TestCase("ietf/8/append", "ietf/8/append/")]
    [CancelAfter(30_000)]
    public async Task A_requirement_and_the_beginning_of_ids_are_explained_too(string id, [Values] params string[] said)
    {
        var run = await HoldfastCommand.RunAsync(TestContext.CurrentContext.CancellationToken, "cases", "explain", id);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardError);
        said.ShouldAllBe(text => run.StandardOutput.Contains(text, StringComparison.Ordinal));
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80 || line.StartsWith("https://", StringComparison.Ordinal));
    }

    [TestCase("TUS-18", "Did you mean 'TUS-018'")]
    [TestCase("tus/cor", "Did you mean 'tus/core'?")]
    [TestCase("tus/core/heda", "Did you mean 'tus/core/head'?")]
    [TestCase("tus/resilience/walk/4", "is a random walk, which is not part of the catalogue.")]
    [CancelAfter(30_000)]
    public async Task An_unknown_id_gets_suggestions(string id, string said, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "cases", "explain", id);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain($"'{id}'");
        run.StandardError.ShouldContain(said);
    }

    [TestCase("check")]
    [TestCase("serve")]
    [TestCase("proxy")]
    [TestCase("cases")]
    [TestCase("cases explain")]
    [TestCase("replay")]
    [TestCase("")]
    [CancelAfter(30_000)]
    public async Task Every_command_teaches_by_example_within_80_columns(string command, CancellationToken cancellationToken)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var run = await HoldfastCommand.RunAsync(cancellationToken, [.. words, "--help"]);

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.StandardOutput.ShouldContain("Examples:");
        run.StandardOutput.ShouldContain($"  holdfast {command}");
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80);
        (await HoldfastCommand.RunAsync(cancellationToken, ["help", .. words])).StandardOutput.ShouldBe(run.StandardOutput);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Without_a_command_the_help_is_shown_and_nothing_was_done(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardOutput.ShouldContain("holdfast check http://127.0.0.1:1080/files/");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task The_version_is_the_one_that_reports_show(CancellationToken cancellationToken) =>
        (await HoldfastCommand.RunAsync(cancellationToken, "--version")).StandardOutput.ShouldStartWith(
            Conformance.Engine.ConformanceRun.Tool);
}

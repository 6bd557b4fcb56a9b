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
            "In versions 3, 4, 5, 6 (SHOULD; draft -05, upload-appending):\n\"The server is RECOMMENDED to take measures to avoid parallel upload transfers\"\n");
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

    [TestCase("check")]
    [TestCase("serve")]
    [TestCase("proxy")]
    [TestCase("cases")]
    [CancelAfter(30_000)]
    public async Task Every_command_teaches_by_example(string command, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, command, "--help");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.StandardOutput.ShouldContain("Examples:");
        run.StandardOutput.ShouldContain($"  holdfast {command}");
    }
}

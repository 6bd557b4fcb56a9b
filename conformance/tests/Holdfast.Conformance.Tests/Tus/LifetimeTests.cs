using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>Uploads that live for a time that the server announces.</summary>
[CancelAfter(40_000)]
public sealed class LifetimeTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    /// <summary>
    /// So much time passes on the server's clock with each request, that no case of some requests ends before its uploads.
    /// </summary>
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(0.9);

    private readonly FakeTimeProvider _time = new();

    [TestCase("tus/core/patch/appends")]
    [TestCase("tus/core/head/offset-at-every-stage")]
    [TestCase("tus/termination/unfinished")]
    [TestCase("tus/resilience/cut/in-body/reset")]
    public async Task A_case_that_outlasts_the_announced_lifetime_is_unsupported(string id, CancellationToken token)
    {
        var result = await Runs.OneAsync(Server(announced: Short), id, token);
        result.Verdict.ShouldBe(Verdict.Unsupported, Runs.Describe(result));
        result.Reason.ShouldNotBeNull().ShouldMatch(
            "^The target announced that the upload may expire at .* UTC, and at .* it had expired \\(404\\)\\. The case needs uploads "
                + "that live longer\\.$");
    }

    [TestCase("tus/core/patch/appends")]
    [TestCase("tus/core/head/offset-at-every-stage")]
    public async Task An_upload_gone_before_its_announced_end_is_a_failure(string id, CancellationToken token)
    {
        var result = await Runs.OneAsync(Server(announced: TimeSpan.FromMinutes(1)), id, token);
        result.Verdict.ShouldBe(Verdict.Fail, Runs.Describe(result));
    }

    [Test]
    public async Task An_upload_that_was_deleted_is_gone_for_that_reason(CancellationToken token)
    {
        var result =
            await Runs.OneAsync(new TinyTus { AnnouncedLifetime = TimeSpan.Zero, Time = _time }, "tus/termination/finished", token);
        result.Verdict.ShouldBe(Verdict.Pass, Runs.Describe(result));
    }

    private TinyTus Server(TimeSpan announced) => new()
    {
        AnnouncedLifetime = announced,
        Lifetime = Short,
        Time = _time,
        Before = request =>
        {
            _time.Advance(request["Holdfast-Case"] is null ? TimeSpan.Zero : Slowness);
            return Task.CompletedTask;
        },
    };
}

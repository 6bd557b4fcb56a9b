using Holdfast.Cli.Check;
using Holdfast.Cli.Replay;
using Holdfast.Conformance.Walks;

namespace Holdfast.Cli.Tests.Walks;

/// <summary>Which server a walk is taken on, and what is said where there is none.</summary>
public sealed class ReplayTargetTests
{
    private static readonly Uri Given = new("http://127.0.0.1:1080/files/");

    [Test]
    public void A_URL_given_by_the_user_takes_precedence() =>
        Of("http://127.0.0.1:9/", Given).ShouldBe(new ReplayTarget(Given, IsRecorded: false));

    [Test]
    public void Without_a_URL_the_recorded_one_is_used() => Of(Given.ToString()).ShouldBe(new ReplayTarget(Given, IsRecorded: true));

    [Test]
    public void A_walk_of_the_embedded_server_is_taken_on_the_embedded_server() =>
        Of(EmbeddedTarget.WellKnownName).ShouldBe(new ReplayTarget(null, IsRecorded: true));

    [TestCase(null, "does not name the server")]
    [TestCase("http://[redacted]@127.0.0.1/files/", "names the server 'http://[redacted]@127.0.0.1/files/' without the secrets of its URL")]
    [TestCase("a server that --start started", "names the server 'a server that --start started', which is no longer running")]
    public void A_file_without_a_reachable_server_requires_the_URL(string? recorded, string said) =>
        Should.Throw<UsageException>(() => Of(recorded)).Message.ShouldBe(
            $"'walk.json' {said}. Give the URL, for example 'holdfast replay walk.json http://127.0.0.1:1080/files/', or the server's "
                + "command with --start.");

    [Test]
    public void A_header_is_not_sent_to_a_server_that_only_the_file_names() =>
        Should.Throw<UsageException>(() => Of(Given.ToString(), null, KeyValuePair.Create("Authorization", "Bearer kelp"))).Message
            .ShouldContain("'--header' is sent only to a server that you name on the command line");

    private static ReplayTarget Of(string? recorded, Uri? url = null, params KeyValuePair<string, string>[] headers) => ReplayTarget.Of(
        new ReplayArguments { File = new FileInfo("walk.json"), Url = url, Headers = headers, Tries = 1 },
        new WalkScript { Id = "tus/resilience/walk/1", Seed = 1, Uploads = [5], Steps = [], Target = recorded });
}

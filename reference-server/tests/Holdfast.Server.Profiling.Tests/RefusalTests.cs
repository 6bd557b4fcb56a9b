using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Holdfast.Server.Profiling.Tests;

/// <summary>Requests that get no profile, and what they leave: nothing.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
public sealed class RefusalTests
{
    private static readonly ProfilingOptions Protected = new() { Credentials = ProfilingCredentials.Parse("kelp:holds:fast") };

    [TestCase(null)]
    [TestCase("Basic")]
    [TestCase("Basic ?")]
    [TestCase("Bearer a2VscDpob2xkczpmYXN0", Description = "another scheme")]
    [TestCase("kelp:holds", Description = "a shorter password")]
    [TestCase("kelp:holds:fast:", Description = "a longer password")]
    [TestCase("Kelp:holds:fast", Description = "another name")]
    [TestCase("kelp", Description = "no password")]
    [TestCase(":", Description = "nothing")]
    public async Task Wrong_credentials_get_401_and_learn_nothing(string? credentials, CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync(Protected);
        server.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Field(credentials));

        foreach (var profile in new[] { "", "profile?seconds=1", "heap", "threads", "counters", "nothing" })
        {
            using var response = await server.GetAsync(profile, cancellationToken);

            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Headers.WwwAuthenticate.Single().ToString().ShouldStartWith("Basic realm=\"Restricted\"");
            (await response.Content.ReadAsStringAsync(cancellationToken)).ShouldBe("Profiling needs a user's name and password.\n");
        }
    }

    [TestCase("kelp:holds:fast")]
    [TestCase("basic a2VscDpob2xkczpmYXN0", Description = "the scheme's name has no case (RFC 9110, 11.1)")]
    public async Task Right_credentials_get_the_profile(string credentials, CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync(Protected);
        server.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Field(credentials));

        (await server.GetAsync("counters", cancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("profile?seconds=0", "'0' is not a duration. 'seconds' takes a whole number from 1 to 60, for example '?seconds=10'.")]
    [TestCase("profile?seconds=61", "'61' is not a duration.")]
    [TestCase("profile?seconds=-1", "'-1' is not a duration.")]
    [TestCase("profile?seconds=1.5", "'1.5' is not a duration.")]
    [TestCase("fgprof?seconds=99999999999", "'99999999999' is not a duration.")]
    [TestCase("profile?seconds=1&seconds=2", "'1,2' is not a duration.")]
    [TestCase("profile?format=pprof", "'pprof' is not a format. 'format' takes 'speedscope' or 'nettrace'.")]
    [TestCase("heap?format=xml", "'xml' is not a format. 'format' takes 'text' or 'json'.")]
    public async Task A_wrong_parameter_is_quoted_with_what_is_expected(string profile, string said, CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync(new ProfilingOptions { MaxDuration = TimeSpan.FromMinutes(1) });

        using var response = await server.GetAsync(profile, cancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(cancellationToken)).ShouldStartWith(said);
    }

    [Test]
    public async Task An_unknown_profile_is_not_found_and_the_known_ones_are_named(CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync();

        using var response = await server.GetAsync("goroutine", cancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(cancellationToken)).ShouldBe(
            "'goroutine' is not a profile. Profiles are 'profile', 'fgprof', 'heap', 'threads' and 'counters'.\n");
    }

    [Test]
    public async Task Another_method_than_GET_is_not_allowed(CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync();

        using var response = await server.Http.PostAsync(new Uri("debug/pprof/heap", UriKind.Relative), null, cancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["GET"]);
    }

    [Test]
    public async Task A_second_request_is_told_when_to_ask_again_and_the_first_one_is_answered(CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync();
        var first = server.GetAsync("profile?seconds=3", cancellationToken);
        await BusyAsync(server, cancellationToken);

        foreach (var profile in new[] { "profile?seconds=1", "fgprof?seconds=1&format=nettrace", "heap", "threads" })
        {
            using var second = await server.GetAsync(profile, cancellationToken);

            second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            second.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 3);
            (await second.Content.ReadAsStringAsync(cancellationToken)).ShouldStartWith("This process is busy with a profile of 3 s");
        }

        using var answer = await first;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        new Speedscope(await answer.Content.ReadAsStringAsync(cancellationToken)).Profiles.ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_client_that_goes_away_ends_the_session(CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync();
        using var client = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var abandoned = server.GetAsync("profile?seconds=300", client.Token);
        await BusyAsync(server, cancellationToken);

        await client.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(abandoned);
        await FreeAsync(server, cancellationToken);
        using var next = await server.GetAsync("profile?seconds=1", cancellationToken);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_server_that_stops_waits_for_no_profile(CancellationToken cancellationToken)
    {
        await using var server = await ProfiledServer.StartAsync();
        var interrupted = server.GetAsync("profile?seconds=300", cancellationToken);
        await BusyAsync(server, cancellationToken);

        await server.StopAsync();

        using var answer = await interrupted;
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(cancellationToken)).ShouldBe("The server is stopping.\n");
    }

    [Test]
    public void Credentials_without_a_colon_are_refused_and_not_quoted() =>
        Should.Throw<FormatException>(() => ProfilingCredentials.Parse("secret")).Message.ShouldNotContain("secret");

    [Test]
    public void A_name_with_a_colon_is_refused() =>
        Should.Throw<ArgumentException>(() => new ProfilingCredentials("a:b", "c")).Message.ShouldContain("colon");

    [TestCase(0, 60)]
    [TestCase(61, 60)]
    public async Task Impossible_durations_are_refused_before_the_server_starts(int seconds, int longest) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => ProfiledServer.StartAsync(new ProfilingOptions
        {
            DefaultDuration = TimeSpan.FromSeconds(seconds), MaxDuration = TimeSpan.FromSeconds(longest),
        }));

    // What isn't a scheme yet is a name and a password.
    private static string? Field(string? credentials) =>
        credentials?.Contains(':', StringComparison.Ordinal) == true || credentials == "kelp"
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))).ToString()
            : credentials;

    private static Task BusyAsync(ProfiledServer server, CancellationToken cancellationToken) =>
        UntilAsync(server, "now a profile of ", cancellationToken);

    private static Task FreeAsync(ProfiledServer server, CancellationToken cancellationToken) =>
        UntilAsync(server, "now none", cancellationToken);

    // The begin and the end of a session are no events of the server.
    private static async Task UntilAsync(ProfiledServer server, string said, CancellationToken cancellationToken)
    {
        var index = new Uri("debug/pprof/", UriKind.Relative);
        while (!(await server.Http.GetStringAsync(index, cancellationToken)).Contains(said, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }
}

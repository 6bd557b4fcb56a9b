using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class CutTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Everything_that_arrived_before_the_cut_is_kept(
        [Values(1, 40, 5_000, 60_000)] int arrived, [Values] bool reset, [Values] bool chunked, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var body = new string('x', arrived);
        var framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: 100000";

        for (var round = 0; round < 20; round++)
        {
            var path = await site.CreateAsync(100_000, cancellationToken);
            using var connection = await site.ConnectAsync(cancellationToken);
            await connection.SendAsync(Patch(path, 0, framing) + (chunked ? $"{arrived:x}\r\n" : "") + body, cancellationToken);
            Cut(connection, reset);
            await site.Store.AppendEndedAsync(cancellationToken);

            (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(arrived, $"Round {round}.");
            site.Stored(path).ShouldBe(body);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(20_000)]
    public async Task An_upload_over_a_line_that_drops_every_few_bytes_still_gets_done(bool reset, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(400, cancellationToken);
        for (var offset = 0; offset < 400; offset += 40)
        {
            using var connection = await site.ConnectAsync(cancellationToken);
            await connection.SendAsync(Patch(path, offset, 400 - offset) + new string((char)('a' + (offset / 40)), 40), cancellationToken);
            Cut(connection, reset);
            await site.Store.AppendEndedAsync(cancellationToken);
        }

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(400);
        site.Stored(path).ShouldBe(string.Concat("abcdefghij".Select(letter => new string(letter, 40))));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stalled_body_is_saved_answered_and_the_connection_closed(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { NetworkTimeout = TimeSpan.FromMilliseconds(300) });
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 100) + new string('x', 40), cancellationToken);

        var response = await connection.ReadAsync(cancellationToken);

        response.Status.ShouldBe(500);
        response.Body.ShouldStartWith("ERR_READ_TIMEOUT: ");
        (await connection.ReadToEndAsync(cancellationToken)).ShouldBeEmpty();
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(40);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Each_byte_that_arrives_starts_the_network_timeout_anew(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        await using var site = await StartAsync(options => options with { TimeProvider = time });
        var path = await site.CreateAsync(4, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 4) + "a", cancellationToken);
        await UntilStoredAsync(site, path, "a", cancellationToken);

        foreach (var stored in new[] { "ab", "abc" })
        {
            time.Advance(TimeSpan.FromSeconds(59));
            await connection.SendAsync(stored[^1..], cancellationToken);
            await UntilStoredAsync(site, path, stored, cancellationToken);
        }

        var last = time.GetUtcNow();
        var answer = connection.ReadAsync(cancellationToken);
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken));
        }

        (await answer).Status.ShouldBe(500);
        (time.GetUtcNow() - last).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(60));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stopping_server_saves_what_arrived_and_answers_503(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 100) + new string('x', 40), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        var stopping = site.Server.StopAsync();
        var response = await connection.ReadAsync(cancellationToken);
        connection.Close();
        await stopping;

        response.Status.ShouldBe(503);
        response.Body.ShouldStartWith("ERR_SERVER_SHUTDOWN: ");
        await site.RestartAsync();
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(40);
        (await site.PatchAsync(path, 40, new string('y', 60), cancellationToken)).Offset.ShouldBe(100);
        site.Stored(path).ShouldBe(new string('x', 40) + new string('y', 60));
    }

    private static void Cut(WireConnection connection, bool reset)
    {
        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Close();
        }
    }

    // The store writes through, so what the server has taken shows in the file.
    private static async Task UntilStoredAsync(UploadSite site, string path, string expected, CancellationToken cancellationToken)
    {
        while (site.Stored(path) != expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}

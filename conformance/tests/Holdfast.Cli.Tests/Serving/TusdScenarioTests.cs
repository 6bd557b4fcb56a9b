using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>
/// The scenarios of tusd's own end-to-end suite, against <c>holdfast serve</c> behind a fault proxy on <c>[::]</c>, which is where tusd's
/// suite lets its proxy listen. The body would take ten seconds through the proxy, so an answer after less is one to a client that still
/// sends.
/// </summary>
[CancelAfter(60_000)]
public sealed class TusdScenarioTests
{
    /// <summary>tusd's size of an upload: 50 KiB, ten seconds at its throttle of 5 kB/s.</summary>
    private const int Size = 50 * 1024;

    private static readonly TimeSpan WholeBody = TimeSpan.FromSeconds(Size / 5000d);

    private static readonly Toxic Throttle = Toxic.Bandwidth(5) with { Stream = ToxicStream.Upstream };

    private TemporaryDirectory _directory = null!;
    private ServingCommand _server = null!;
    private ChaosProxy _proxy = null!;

    [TearDown]
    public async Task EndAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task An_upload_through_the_proxy_succeeds_and_its_URL_names_the_proxy(CancellationToken cancellationToken)
    {
        await StartAsync([], cancellationToken);
        using var client = await ConnectAsync(cancellationToken);

        await client.SendAsync(Through(Request("POST", "/files/", "Upload-Length: 11\r\n")), cancellationToken);
        var created = await client.ReadAsync(cancellationToken);
        await client.SendAsync(Through(Patch(created.Path, 0, 11)) + "hello world", cancellationToken);
        var done = await client.ReadAsync(cancellationToken);

        created.Status.ShouldBe(201);
        created["Location"].ShouldNotBeNull().ShouldStartWith($"http://[::]:{_proxy.Listen.Port}/files/");
        (done.Status, done.Offset).ShouldBe((204, 11));
        _server.Stored(created.Path).ShouldBe("hello world");
    }

    [Test]
    public async Task A_client_that_stalls_gets_the_timeout_and_its_bytes_are_kept(CancellationToken cancellationToken)
    {
        await StartAsync([Throttle], cancellationToken, "-network-timeout", "1s");
        var path = await _server.CreateAsync(Size, cancellationToken);
        using var client = await ConnectAsync(cancellationToken);

        await client.SendAsync(Through(ChunkedPatch(path)) + $"2800\r\n{new string('x', 10 * 1024)}\r\n", cancellationToken);
        var answer = await client.ReadAsync(cancellationToken);

        answer.Status.ShouldBe(500);
        answer.Body.ShouldStartWith("ERR_READ_TIMEOUT: ");
        (await OffsetAsync(path, cancellationToken)).ShouldBe(10 * 1024);
    }

    [Test]
    public async Task Bytes_before_a_close_in_the_middle_are_kept_and_the_upload_is_free(CancellationToken cancellationToken)
    {
        const int PassedOn = 10_000;
        await StartAsync([Throttle, Toxic.LimitData(PassedOn) with { Stream = ToxicStream.Upstream }], cancellationToken);
        var path = await _server.CreateAsync(Size, cancellationToken);
        var head = Through(Patch(path, 0, Size));
        using var client = await ConnectAsync(cancellationToken);

        await client.SendAsync(head + new string('x', Size), cancellationToken);
        await Should.ThrowAsync<IOException>(() => client.ReadAsync(cancellationToken));

        (await OffsetAsync(path, cancellationToken)).ShouldBe(PassedOn - head.Length);
    }

    [Test]
    public async Task Bytes_before_a_reset_are_kept_and_the_upload_is_free(CancellationToken cancellationToken)
    {
        const int Sent = 5 * 1024;
        await StartAsync([], cancellationToken);
        var path = await _server.CreateAsync(2 * Sent, cancellationToken);
        using var client = await ConnectAsync(cancellationToken);
        await client.SendAsync(Through(Patch(path, 0, 2 * Sent)) + new string('x', Sent), cancellationToken);
        await StoredAsync(path, Sent, cancellationToken);

        client.Reset();

        (await OffsetAsync(path, cancellationToken)).ShouldBe(Sent);
    }

    [Test]
    public async Task A_head_takes_over_from_a_slow_patch_whose_client_reads_why(CancellationToken cancellationToken)
    {
        await StartAsync([Throttle], cancellationToken, "-filelock-holder-poll-interval", "1s", "-filelock-acquirer-poll-interval", "1s");
        var path = await _server.CreateAsync(Size, cancellationToken);
        using var client = await ConnectAsync(cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        await client.SendAsync(Through(Patch(path, 0, Size)) + new string('x', Size), cancellationToken);
        await StoredAsync(path, 5_000, cancellationToken);

        var offset = await OffsetAsync(path, cancellationToken);
        var interrupted = await client.ReadAsync(cancellationToken);

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(WholeBody);
        interrupted.Status.ShouldBe(400);
        interrupted.Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        offset.ShouldBeInRange(5_000, Size - 1);
        _server.Stored(path).Length.ShouldBe((int)offset, "what still arrived counts for nothing");
    }

    [Test]
    public async Task A_body_longer_than_declared_is_refused_before_it_has_passed_and_fills_the_upload_exactly(
        CancellationToken cancellationToken)
    {
        const int Length = 10 * 1024;
        await StartAsync([Throttle], cancellationToken);
        var path = await _server.CreateAsync(Length, cancellationToken);
        using var client = await ConnectAsync(cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();

        await client.SendAsync(Through(ChunkedPatch(path)) + $"c800\r\n{new string('x', Size)}\r\n0\r\n\r\n", cancellationToken);
        var refused = await client.ReadAsync(cancellationToken);

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(WholeBody);
        refused.Status.ShouldBe(413);
        refused.Body.ShouldStartWith("ERR_UPLOAD_SIZE_EXCEEDED: ");
        (await OffsetAsync(path, cancellationToken)).ShouldBe(Length);
    }

    [Test]
    public async Task A_signal_during_a_slow_creation_saves_what_arrived_answers_503_and_ends_with_0(CancellationToken cancellationToken)
    {
        await StartAsync([Throttle], cancellationToken);
        using var client = await ConnectAsync(cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        var fields = $"Upload-Length: {Size}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {Size}\r\n";
        await client.SendAsync(Through(Request("POST", "/files/", fields)) + new string('x', Size), cancellationToken);
        var stored = await CreatedAsync(5_000, cancellationToken);

        await _server.Process.SignalAsync("INT", cancellationToken);
        var answer = await client.ReadAsync(cancellationToken);
        var code = await _server.Process.ExitAsync(cancellationToken);

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(WholeBody);
        answer.Status.ShouldBe(503);
        answer.Body.ShouldStartWith("ERR_SERVER_SHUTDOWN: ");
        code.ShouldBe(0);
        new FileInfo(stored).Length.ShouldBeInRange(5_000, Size - 1);
    }

    private static string ChunkedPatch(string path) => Request(
        "PATCH", path, "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nTransfer-Encoding: chunked\r\n");

    private async Task StartAsync(Toxic[] toxics, CancellationToken cancellationToken, params string[] flags)
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Ignore("This machine has no IPv6, so that no proxy can listen on [::].");
        }

        _directory = new TemporaryDirectory();
        _server = await ServingCommand.StartAsync(_directory, cancellationToken, flags);
        var options = new ChaosProxyOptions { Listen = "[::]:0", Upstream = _server.Url.Authority, PropagateReset = true, Toxics = toxics };
        _proxy = await ChaosProxy.StartAsync(options, cancellationToken);
    }

    /// <summary>Connects through the proxy.</summary>
    private Task<RawConnection> ConnectAsync(CancellationToken cancellationToken) =>
        RawConnection.OpenAsync(new IPEndPoint(IPAddress.IPv6Loopback, _proxy.Listen.Port), cancellationToken);

    /// <summary>A request that names the proxy as a client does that was given its address.</summary>
    private string Through(string request) => request.Replace("Host: a.test", $"Host: [::]:{_proxy.Listen.Port}", StringComparison.Ordinal);

    /// <summary>The offset that a HEAD without the proxy gets.</summary>
    private async Task<long> OffsetAsync(string path, CancellationToken cancellationToken)
    {
        var head = await _server.AskAsync(Request("HEAD", path), cancellationToken);
        head.Status.ShouldBe(200);
        return head.Offset;
    }

    private async Task StoredAsync(string path, int atLeast, CancellationToken cancellationToken)
    {
        while (_server.Stored(path).Length < atLeast)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The data file of the only upload, once it holds so many bytes.</summary>
    private async Task<string> CreatedAsync(int atLeast, CancellationToken cancellationToken)
    {
        while (true)
        {
            var data = Directory.GetFiles(_directory.FullName, "*.info").Select(info => new FileInfo(Path.ChangeExtension(info, null)))
                .SingleOrDefault();
            if (data is { Exists: true } && data.Length >= atLeast)
            {
                return data.FullName;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }
}

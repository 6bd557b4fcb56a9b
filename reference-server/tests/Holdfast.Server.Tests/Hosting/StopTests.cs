using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>A server that stops waits for what it still stores and answers, and for no client.</summary>
public sealed class StopTests
{
    // Longer than a test may take, so that a wait for either is a failure.
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(10);

    [TestCase("Content-Length: 100", "hello")]
    [TestCase("Transfer-Encoding: chunked", "5\r\nhello\r\n")]
    [CancelAfter(20_000)]
    public async Task A_client_that_stays_connected_after_its_503_delays_no_other_client(
        string framing, string content, CancellationToken cancellationToken)
    {
        await using var site = await StartPatientAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, framing) + content, cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        await site.Server.StopAsync().WaitAsync(cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(503);
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_client_that_continues_to_send_after_its_refusal_delays_no_other_client(CancellationToken cancellationToken)
    {
        await using var site = await StartPatientAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 5, "Transfer-Encoding: chunked") + "5\r\nhello\r\n", cancellationToken);
        var refusal = await connection.ReadAsync(cancellationToken);

        await site.Server.StopAsync().WaitAsync(cancellationToken);

        refusal.Status.ShouldBe(409);
    }

    private static Task<UploadSite> StartPatientAsync() =>
        StartAsync(options => options with { LingerTimeout = TooLong }, options => options with { ShutdownTimeout = TooLong });
}

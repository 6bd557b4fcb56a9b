using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Transport;

public sealed class DepartureTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_whose_client_disconnects_is_aborted_without_a_read_or_a_write(
        [Values] bool kestrel, [Values] bool reset, CancellationToken cancellationToken)
    {
        var (begun, aborted) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await StartAsync(server: options => options with
        {
            UseKestrelTransport = kestrel,
            Configure = application => application.Use(async (HttpContext context, RequestDelegate _) =>
            {
                await using var registration = context.RequestAborted.Register(aborted.SetResult);
                begun.SetResult();
                await aborted.Task.WaitAsync(cancellationToken);
            }),
        });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Request("HEAD", "/files/a"), cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);

        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Close();
        }

        await aborted.Task.WaitAsync(cancellationToken);
    }
}

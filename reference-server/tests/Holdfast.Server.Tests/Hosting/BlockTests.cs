using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tests;

public sealed class BlockTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_is_taken_from_the_system_in_blocks_that_are_worth_a_call(CancellationToken cancellationToken)
    {
        const int Length = 256 * 1024;
        await using var site = await InterimSite.StartAsync(LargestReadAsync);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);

        // Sent together: whatever is read after the first block has arrived already.
        await connection.SendAsync(
            $"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {Length}\r\n\r\n{new string('x', Length)}", cancellationToken);

        long.Parse((await connection.ReadAsync(cancellationToken)).Body).ShouldBe(32 * 1024);
    }

    private static async Task LargestReadAsync(HttpContext context)
    {
        var largest = 0L;
        while (await context.Request.BodyReader.ReadAsync(context.RequestAborted) is { Buffer: var buffer })
        {
            largest = Math.Max(largest, buffer.Length);
            context.Request.BodyReader.AdvanceTo(buffer.End);
            if (buffer.IsEmpty)
            {
                break;
            }
        }

        context.Response.ContentLength = $"{largest}".Length;
        await context.Response.WriteAsync($"{largest}", context.RequestAborted);
    }
}

using System.Security.Cryptography;
using System.Text;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Transport;

public sealed class SplicedUploadTests
{
    private static readonly string Large = string.Concat(Enumerable.Range(0, 300_000).Select(index => (char)('a' + (index * 7 % 26))));

    [Test]
    [CancelAfter(60_000)]
    public async Task A_body_is_stored_byte_for_byte_and_the_request_behind_it_is_read(
        [Values] bool kestrel, [Values(1, 1_000, 70_000, 300_000)] int piece, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { UseKestrelTransport = kestrel });
        var body = Large[..Math.Min(Large.Length, piece * 300)];
        var path = await site.CreateAsync(body.Length, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        var sent = Patch(path, 0, body.Length) + body + Request("HEAD", path);
        for (var from = 0; from < sent.Length; from += piece)
        {
            await connection.SendAsync(sent[from..Math.Min(sent.Length, from + piece)], cancellationToken);
        }

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);
        (await connection.ReadAsync(cancellationToken, isHead: true)).Offset.ShouldBe(body.Length);
        site.Stored(path).ShouldBe(body);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_large_body_with_a_checksum_is_judged_by_its_own_bytes([Values] bool sound, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(Large.Length, cancellationToken);
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.Latin1.GetBytes(sound ? Large : Large + "x")));

        var response = await site.AskAsync(
            Patch(path, 0, $"Upload-Checksum: sha256 {digest}\r\nContent-Length: {Large.Length}") + Large, cancellationToken);

        response.Status.ShouldBe(sound ? 204 : 460);
        site.Stored(path).ShouldBe(sound ? Large : "");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_that_middleware_replaces_is_stored_as_middleware_returns_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with
        {
            Configure = application => application.Use(async (context, next) =>
            {
                var inner = context.Request.Body;
                context.Request.Body = new BufferedStream(inner, 100);
                await next(context);
            }),
        });
        var path = await site.CreateAsync(Large.Length, cancellationToken);

        (await site.PatchAsync(path, 0, Large, cancellationToken)).Status.ShouldBe(204);

        site.Stored(path).ShouldBe(Large);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_embedder_can_use_Kestrels_own_transport([Values] bool kestrel, CancellationToken cancellationToken)
    {
        Type? input = null;
        await using var site = await StartAsync(server: options => options with
        {
            UseKestrelTransport = kestrel,
            Configure = application => application.Use((context, next) =>
            {
                input = context.Features.Get<IConnectionTransportFeature>()!.Transport.Input.GetType();
                return next(context);
            }),
        });

        await site.CreateAsync(1, cancellationToken);

        (input == typeof(SocketInput)).ShouldBe(!kestrel && OperatingSystem.IsLinux());
    }
}

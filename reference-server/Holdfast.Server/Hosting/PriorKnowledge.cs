using System.Buffers;
using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Server.Hosting;

/// <summary>
/// HTTP/2 without TLS beside HTTP/1.1 on one port, for clients that know (RFC 9113, 3.3): they begin with the connection preface.
/// Kestrel knows one protocol per endpoint when there is no TLS, so there is a second endpoint that listens nowhere, and connections
/// with the preface are handed to it.
/// </summary>
internal sealed class PriorKnowledge(TimeSpan firstByteTimeout, TimeProvider timeProvider)
{
    private ConnectionDelegate? _http2;

    // The preface is "PRI * HTTP/2.0…"; no method of HTTP/1.1 begins so.
    private static ReadOnlySpan<byte> Preface => "PRI"u8;

    /// <summary>Adds HTTP/2 to an endpoint for HTTP/1.1.</summary>
    public void AddTo(KestrelServerOptions kestrel, ListenOptions http1)
    {
        http1.Use(next => connection => DispatchAsync(connection, next));
        kestrel.Listen(Nowhere.EndPoint, http2 =>
        {
            http2.Protocols = HttpProtocols.Http2;
            http2.Use(next => _http2 = next);
            http2.UseInterimResponses();
        });
    }

    private async Task DispatchAsync(ConnectionContext connection, ConnectionDelegate http1)
    {
        if (await IsHttp2Async(connection) is { } isHttp2)
        {
            await (isHttp2 ? _http2! : http1)(connection);
        }
    }

    // Null when the client sent nothing in time, or the host closes the connection before it did: with FIN then, since nothing is owed.
    private async Task<bool?> IsHttp2Async(ConnectionContext connection)
    {
        var closing =
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var patience = new CancellationTokenSource(firstByteTimeout, timeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, closing);
        try
        {
            return await BeginsWithPrefaceAsync(connection, end.Token);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return null;
        }
        catch (ConnectionResetException)
        {
            // The client has left before its first byte.
            return null;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            connection.Abort(new ConnectionAbortedException("The client sent nothing."));
            return null;
        }
    }

    private static async Task<bool> BeginsWithPrefaceAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var begins = Begins(read.Buffer);
            var known = begins is not null || read.IsCompleted;

            // Nothing is consumed; a buffer that is known to be too short counts as examined, so that the next read waits for more.
            input.AdvanceTo(read.Buffer.Start, known ? read.Buffer.Start : read.Buffer.End);
            if (known)
            {
                return begins == true;
            }
        }
    }

    private static bool? Begins(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[Preface.Length];
        first = first[..(int)Math.Min(first.Length, buffer.Length)];
        buffer.Slice(0, first.Length).CopyTo(first);
        return !Preface.StartsWith(first) ? false : first.Length == Preface.Length ? true : null;
    }
}

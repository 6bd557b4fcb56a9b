using System.Collections.Concurrent;
using System.Text;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Client.Tests.Rigs;

/// <summary>A server whose every answer a test writes; it notes the requests.</summary>
internal sealed class ScriptedUploads : IAsyncDisposable
{
    private readonly ScriptedServer _server;
    private readonly Func<Received, ServedAnswer?> _answer;
    private int _count;

    private ScriptedUploads(Func<Received, ServedAnswer?> answer)
    {
        _answer = answer;
        _server = ScriptedServer.Start(ServeAsync);
    }

    public Uri Endpoint => _server.Url;

    public ConcurrentQueue<Received> Requests { get; } = [];

    /// <summary>Method and target of each request, in order.</summary>
    public IEnumerable<string> Lines => Requests.Select(request => $"{request.Head.Method} {request.Head.Target}");

    public IEnumerable<string> Methods => Requests.Select(request => request.Head.Method);

    /// <summary>Answers each request after its body; null resets the connection instead.</summary>
    public static ScriptedUploads Start(Func<Received, ServedAnswer?> answer) => new(answer);

    /// <summary>Gives these answers, one to each request.</summary>
    public static ScriptedUploads Answering(params ServedAnswer?[] answers) => new(request => answers[request.Number - 1]);

    public static ServedAnswer Created(string location) => new ServedAnswer(201).With("Location", location);

    public static ServedAnswer At(long offset, int status = 204) => new ServedAnswer(status).With("Upload-Offset", offset);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(ScriptedConnection connection)
    {
        while (await connection.ReceiveRequestAsync() is { } head)
        {
            var body = new StringBuilder();
            await connection.ReceiveBodyAsync(head, piece => body.Append(Encoding.Latin1.GetString(piece.Span)));
            var request = new Received(Interlocked.Increment(ref _count), head, body.ToString());
            Requests.Enqueue(request);
            if (_answer(request) is not { } answer)
            {
                connection.Reset();
                return;
            }

            await connection.SendAsync(answer, head.Method);
        }
    }

    /// <summary>A request with its body.</summary>
    /// <param name="Number">Counted from 1 over all connections.</param>
    internal sealed record Received(int Number, ServedRequest Head, string Body)
    {
        public string Method => Head.Method;

        public string? this[string field] => Head[field];
    }
}

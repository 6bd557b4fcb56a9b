using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Holdfast.Conformance.Wire;

/// <summary>A request, sent byte for byte as it is written here: nothing is added, corrected or refused.</summary>
internal sealed record WireRequest(string Method, string Target)
{
    public ImmutableList<WireField> Fields { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    public Pace? Pace { get; init; }

    /// <summary>Whether the body is sent in chunks (RFC 9112, 7.1) instead of in one piece.</summary>
    public bool Chunked { get; init; }

    /// <summary>How large one chunk is when <see cref="Chunked"/>.</summary>
    public int ChunkSize { get; init; } = 4096;

    /// <summary>Fields after the last chunk (RFC 9112, 7.1.2), when <see cref="Chunked"/>.</summary>
    public ImmutableList<WireField> Trailers { get; init; } = [];

    /// <summary>The method that a server is to carry out (tus 1.0.0, X-HTTP-Method-Override).</summary>
    public string MeantMethod =>
        Fields.Find(line => line.Name.Equals("X-HTTP-Method-Override", StringComparison.OrdinalIgnoreCase)).Value ?? Method;

    /// <summary>Adds a field line, also beside one of the same name.</summary>
    public WireRequest With(string name, string value) => this with { Fields = Fields.Add(new WireField(name, value)) };

    /// <summary>Replaces every line of that name.</summary>
    public WireRequest Set(string name, string value) => Without(name).With(name, value);

    public WireRequest Without(string name) =>
        this with { Fields = Fields.RemoveAll(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) };

    /// <summary>Sets the body, with the <c>Content-Length</c> that belongs to it.</summary>
    public WireRequest WithBody(ReadOnlyMemory<byte> body) =>
        Set("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)) with { Body = body };

    /// <summary>Sets the body, to be sent in chunks.</summary>
    public WireRequest WithChunkedBody(ReadOnlyMemory<byte> body, int chunkSize = 4096) =>
        Without("Content-Length").Set("Transfer-Encoding", "chunked") with { Body = body, Chunked = true, ChunkSize = chunkSize };

    public WireRequest Paced(int bytesPerWrite, TimeSpan pause) => this with { Pace = new Pace(bytesPerWrite, pause) };

    /// <summary>The head as bytes; characters are bytes (ISO 8859-1), so that a case can send any.</summary>
    public byte[] Head()
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\n");
        foreach (var field in Fields)
        {
            head.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>The body in its form on the wire.</summary>
    public byte[] FramedBody()
    {
        if (!Chunked)
        {
            return Body.ToArray();
        }

        var framed = new List<byte>();
        for (var at = 0; at < Body.Length; at += ChunkSize)
        {
            var chunk = Body.Slice(at, Math.Min(ChunkSize, Body.Length - at));
            framed.AddRange(Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            framed.AddRange(chunk.Span);
            framed.AddRange("\r\n"u8);
        }

        framed.AddRange("0\r\n"u8);
        foreach (var trailer in Trailers)
        {
            framed.AddRange(Encoding.Latin1.GetBytes($"{trailer.Name}: {trailer.Value}\r\n"));
        }

        framed.AddRange("\r\n"u8);
        return [.. framed];
    }
}

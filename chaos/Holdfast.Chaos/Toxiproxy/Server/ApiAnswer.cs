using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>A status and, unless empty, a body.</summary>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body = default, string ContentType = "application/json")
{
    // As Go does: < > & are escaped, other text is not.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static ApiAnswer NoContent { get; } = new(204);

    public static ApiAnswer MethodNotAllowed { get; } = new(405);

    public static ApiAnswer MovedPermanently { get; } = new(301);

    /// <summary>The body of the request did not arrive in time.</summary>
    public static ApiAnswer TooSlow { get; } = new(503);

    public static ApiAnswer NotFound { get; } = new(404, "404 page not found\n"u8.ToArray(), "text/plain; charset=utf-8");

    /// <summary>A JSON body, with a line feed at the end where Toxiproxy has one.</summary>
    public static ApiAnswer Json(int status, Action<Utf8JsonWriter> write, bool lineFeed = false)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, Options))
        {
            write(writer);
        }

        if (lineFeed)
        {
            body.WriteByte((byte)'\n');
        }

        return new ApiAnswer(status, body.ToArray());
    }

    public static ApiAnswer Error(int status, string text) => Json(
        status,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("error", text);
            writer.WriteNumber("status", status);
            writer.WriteEndObject();
        },
        lineFeed: true);
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Holdfast.Conformance.Wire.Serving;

/// <summary>An answer, sent byte for byte as it is written here; only the length of a body is added.</summary>
internal sealed record ServedAnswer(int Status)
{
    public ImmutableList<WireField> Fields { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    public ServedAnswer With(string name, string value) => this with { Fields = Fields.Add(new WireField(name, value)) };

    public ServedAnswer With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// The head. A 204 has no content, and no length of it; an answer to HEAD may leave out the length that it does not know (RFC 9110,
    /// 8.6).
    /// </summary>
    public byte[] Head(string method)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} \r\n");
        foreach (var field in Fields)
        {
            head.Append(CultureInfo.InvariantCulture, $"{field.Name}: {field.Value}\r\n");
        }

        if (method != "HEAD" && Status >= 200 && Status != 204 && !new WireFields(Fields).Has("Content-Length"))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>The answer as histories read it.</summary>
    public Exchange ToExchange(WireRequest request, TimeSpan at) => new(
        [],
        new WireResponse { Version = "HTTP/1.1", Status = Status, Reason = "", Fields = new WireFields(Fields), Body = Body, At = at },
        WireEnd.Open)
    {
        Request = request,
    };
}

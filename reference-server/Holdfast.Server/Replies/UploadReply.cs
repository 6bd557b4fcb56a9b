using System.Text;
using Holdfast.Protocol;
using Holdfast.Protocol.Tus;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Server;

/// <summary>An answer before it is written.</summary>
internal sealed class UploadReply(int status)
{
    private readonly List<KeyValuePair<string, StringValues>> _headers = [];

    public int Status { get; } = status;

    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers => _headers;

    /// <summary>The media type of <see cref="Content"/>; empty when it is among the headers or isn't known.</summary>
    public string ContentType { get; private init; } = "";

    public ReadOnlyMemory<byte> Content { get; private init; }

    public static UploadReply Ok(int status) => new(status);

    /// <summary>A refusal in tusd's words.</summary>
    public static UploadReply Refuse(UploadError error) =>
        WithContent(error.Status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes($"{error.Code}: {error.Message}\n"));

    public static UploadReply WithContent(int status, string type, ReadOnlyMemory<byte> content) =>
        new(status) { ContentType = type, Content = content };

    public UploadReply With(string header, StringValues value)
    {
        _headers.Add(new(header, value));
        return this;
    }

    public UploadReply With(string header, long value) => With(header, WireNumber.Format(value));
}

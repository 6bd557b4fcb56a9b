using System.Text;
using Holdfast.Protocol;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Replies;

/// <summary>An answer before it is written.</summary>
internal sealed class UploadReply(int status)
{
    private const string PlainText = "text/plain; charset=utf-8";

    private readonly List<KeyValuePair<string, StringValues>> _headers = [];

    public int Status { get; } = status;

    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers => _headers;

    /// <summary>The media type of <see cref="Content"/>; empty when it is among the headers or isn't known.</summary>
    public string ContentType { get; private init; } = "";

    public ReadOnlyMemory<byte> Content { get; private init; }

    /// <summary>The code of the error that this is; empty when it is a success, or the answer of an application.</summary>
    public string ErrorCode { get; private init; } = "";

    public static UploadReply Ok(int status) => new(status);

    /// <summary>A refusal in tusd's words.</summary>
    public static UploadReply Refuse(UploadError error) =>
        Refuse(error, PlainText, Encoding.UTF8.GetBytes($"{error.Code}: {error.Message}\n"));

    /// <summary>A refusal in other words.</summary>
    public static UploadReply Refuse(UploadError error, string type, ReadOnlyMemory<byte> content) =>
        new(error.Status) { ContentType = type, Content = content, ErrorCode = error.Code };

    public static UploadReply WithContent(int status, string type, ReadOnlyMemory<byte> content) =>
        new(status) { ContentType = type, Content = content };

    public UploadReply With(string header, StringValues value)
    {
        _headers.Add(new(header, value));
        return this;
    }

    /// <summary>The same with an observer's additions, which win.</summary>
    public UploadReply Merge(UploadAnswer? answer)
    {
        if (answer is null)
        {
            return this;
        }

        var status = answer.Status ?? Status;
        var merged = new UploadReply(status)
        {
            ErrorCode = ErrorCode,
            ContentType = answer.Body is null ? ContentType : answer.Fields.ContainsKey(HeaderNames.ContentType) ? "" : PlainText,

            // RFC 9110, 15.3.5, 15.3.6 and 15.4.5: these have no content.
            Content = status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified
                ? default
                : answer.Body is null ? Content
                : Encoding.UTF8.GetBytes(answer.Body),
        };
        merged._headers.AddRange(_headers);
        merged._headers.AddRange(answer.Fields.Select(field => KeyValuePair.Create(field.Key, new StringValues(field.Value))));
        return merged;
    }

    /// <summary>The same with the header fields of an observer's additions only, for an answer that has a status of its own.</summary>
    public UploadReply MergeFields(UploadAnswer? answer) =>
        answer is null ? this : Merge(new UploadAnswer { Fields = answer.Fields });

    public UploadReply With(string header, long value) => With(header, WireNumber.Format(value));
}

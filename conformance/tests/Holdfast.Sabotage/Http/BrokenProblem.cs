using System.Text;

namespace Holdfast.Sabotage.Http;

/// <summary>
/// Defects in problem documents (RFC 9457). A changed document keeps its length, because Content-Length was already sent; JSON permits
/// spaces between tokens.
/// </summary>
internal sealed class BrokenProblem(Stream sound, Func<string, string> change) : MemoryStream
{
    public static Break Text(Func<string, string> change) => Broken.Exchange((context, next) =>
    {
        context.Response.Body = new BrokenProblem(
            context.Response.Body, text => context.Response.ContentType == "application/problem+json" ? change(text) : text);
        return next(context);
    });

    /// <summary>Replaces a token with one that is not longer, padded with spaces.</summary>
    public static Break Token(string right, string wrong) =>
        Text(text => text.Replace(right, wrong.PadRight(right.Length), StringComparison.Ordinal));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await sound.WriteAsync(Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(buffer.Span))), cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => sound.FlushAsync(cancellationToken);
}

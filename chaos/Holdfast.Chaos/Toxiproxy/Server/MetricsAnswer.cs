using System.IO.Compression;
using System.Text;
using Holdfast.Chaos.Metrics;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>The only resource that answers any method, and the only one that compresses.</summary>
internal static class MetricsAnswer
{
    public static ApiAnswer To(HttpContext context, MetricsPage page)
    {
        var text = Encoding.UTF8.GetBytes(page.Render());
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return new ApiAnswer(200, text, MetricsPage.ContentType);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return new ApiAnswer(200, body.ToArray(), MetricsPage.ContentType);
    }
}

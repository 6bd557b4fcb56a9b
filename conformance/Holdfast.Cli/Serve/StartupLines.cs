using System.Globalization;
using Holdfast.Server.Hosting;

namespace Holdfast.Cli.Serve;

/// <summary>tusd's lines at the start; scripts wait for some of them, word by word.</summary>
internal static class StartupLines
{
    private const double Mebibyte = 1024 * 1024;

    public static void Print(UploadServer server, UploadServerOptions options, ServeSettings settings)
    {
        if (!settings.Switch("show-startup-logs"))
        {
            return;
        }

        Console.WriteLine($"Using '{Path.GetFullPath(settings.Text("upload-dir"))}' as directory storage.");
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Using {options.Uploads.MaxSize / Mebibyte:0.00}MB as maximum size."));
        Console.WriteLine($"Supported tus extensions: {server.Extensions}");
        Console.WriteLine($"Using {options.UnixSocket ?? $"{HostOf(options.Host)}:{server.Url.Port}"} as address to listen.");
        Console.WriteLine($"Using {server.Url.AbsolutePath} as the base path.");
        if (options.UnixSocket is null)
        {
            Console.WriteLine($"You can now upload files to: {server.Url}");
        }
    }

    // RFC 3986, 3.2.2: an IPv6 address stands in brackets before a port.
    private static string HostOf(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}

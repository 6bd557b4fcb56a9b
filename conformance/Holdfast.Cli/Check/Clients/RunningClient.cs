using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Holdfast.Conformance.Clients;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check.Clients;

/// <summary>A client that runs as a process of ours.</summary>
internal sealed class RunningClient : IRunningClient
{
    /// <summary>The part of its output that is shown when it ends without a report.</summary>
    private const int ShownCharacters = 2000;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public RunningClient(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public async Task<ClientResult?> ResultAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(atMost, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return Report(await _output) ?? new ClientResult(ClientOutcome.Crashed, await LastWordsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        // Their readers end with the process; their remaining output is not needed.
        await Task.WhenAll(_output, _errors);
        _process.Dispose();
    }

    // The last line is the report; the lines before it are the client's own output.
    private static ClientResult? Report(string output)
    {
        try
        {
            return output.TrimEnd().Split('\n')[^1] is { Length: > 0 } line
                ? JsonSerializer.Deserialize(line, ClientJson.Default.Report)?.ToResult() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<string> LastWordsAsync()
    {
        var said = $"{await _output}{await _errors}".Trim();
        var shown = said.Length > ShownCharacters ? said[^ShownCharacters..] : said;
        var code = string.Create(CultureInfo.InvariantCulture, $"exit code {_process.ExitCode}");
        return shown.Length == 0 ? $"{code}, and it printed nothing." : $"{code}. It printed:{Environment.NewLine}{VisibleText.Of(shown)}";
    }
}

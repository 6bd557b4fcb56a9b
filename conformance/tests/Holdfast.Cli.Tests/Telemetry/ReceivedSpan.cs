namespace Holdfast.Cli.Tests.Telemetry;

/// <summary>A span as a collector received it (opentelemetry/proto/trace/v1/trace.proto, Span).</summary>
internal sealed record ReceivedSpan(
    string Service, string Name, string TraceId, string Id, string ParentId, long Kind, long Status, Dictionary<string, string> Attributes)
{
    public const long Server = 2;

    public static ReceivedSpan Of(string service, ProtobufMessage span) => new(
        service, span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), span.Number(6),
        span.Messages(15).FirstOrDefault()?.Number(3) ?? 0, AttributesOf(span, 9));

    /// <summary>Attributes as text (common.proto, KeyValue and AnyValue).</summary>
    public static Dictionary<string, string> AttributesOf(ProtobufMessage message, int number) =>
        message.Messages(number).ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Select(ValueOf).FirstOrDefault(""));

    private static string ValueOf(ProtobufMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? (value.Number(2) != 0 ? "true" : "false")
        : value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

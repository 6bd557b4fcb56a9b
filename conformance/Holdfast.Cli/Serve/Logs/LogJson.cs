using System.Text.Json.Serialization;

namespace Holdfast.Cli.Serve.Logs;

[JsonSerializable(typeof(string))]
internal sealed partial class LogJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Holdfast.Server;

[JsonSerializable(typeof(TusdInfo))]
internal sealed partial class TusdInfoJson : JsonSerializerContext;

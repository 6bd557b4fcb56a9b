using System.Text.Json.Serialization;

namespace Holdfast.Server.Stores;

[JsonSerializable(typeof(TusdInfo))]
internal sealed partial class TusdInfoJson : JsonSerializerContext;

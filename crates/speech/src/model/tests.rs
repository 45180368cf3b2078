//! Models as they come: whole, cut short, lying about every length.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::numbers::Number;
use super::weights::Weights;
use super::{ModelFolder, ct2, safetensors};
use crate::SpeechError;

const TOKENS: usize = 1_520;

/// The tensors of the smallest Whisper there can be: two numbers to a position, one layer, one head.
fn tensors() -> Vec<(String, Vec<u32>)> {
    let mut all = vec![
        ("encoder/conv1/weight".to_owned(), vec![2, 80, 3]),
        ("encoder/position_encodings/encodings".to_owned(), vec![1_500, 2]),
        ("decoder/embeddings/weight".to_owned(), vec![TOKENS as u32, 2]),
        ("decoder/position_encodings/encodings".to_owned(), vec![32, 2]),
    ];
    for side in ["encoder", "decoder"] {
        all.push((
            format!("{side}/layer_0/self_attention/linear_0/weight"),
            vec![6, 2],
        ));
    }
    all
}

fn string(text: &str) -> Vec<u8> {
    let mut bytes = ((text.len() + 1) as u16).to_le_bytes().to_vec();
    bytes.extend(text.bytes());
    bytes.push(0);
    bytes
}

fn variable(name: &str, shape: &[u32], kind: u8, values: &[u8]) -> Vec<u8> {
    let mut bytes = string(name);
    bytes.push(shape.len() as u8);
    bytes.extend(shape.iter().flat_map(|side| side.to_le_bytes()));
    bytes.push(kind);
    bytes.extend((values.len() as u32).to_le_bytes());
    bytes.extend(values);
    bytes
}

fn ct2_file() -> Vec<u8> {
    let mut bytes = 6_u32.to_le_bytes().to_vec();
    bytes.extend(string("WhisperSpec"));
    bytes.extend(3_u32.to_le_bytes());
    let tensors = tensors();
    bytes.extend((tensors.len() as u32 + 2).to_le_bytes());
    for side in ["encoder", "decoder"] {
        bytes.extend(variable(&format!("{side}/num_heads"), &[], 2, &[1, 0]));
    }
    for (name, shape) in tensors {
        let count: u32 = shape.iter().product();
        bytes.extend(variable(&name, &shape, 4, &vec![0; count as usize * 2]));
    }
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(string("decoder/projection/weight"));
    bytes.extend(string("decoder/embeddings/weight"));
    bytes
}

fn vocabulary() -> Vec<String> {
    let signs = [
        "endoftext",
        "startoftranscript",
        "en",
        "transcribe",
        "nospeech",
        "notimestamps",
    ];
    let mut tokens = vec!["Ġask".to_owned(), "Ġnot".to_owned()];
    tokens.extend(signs.map(|sign| format!("<|{sign}|>")));
    tokens
}

fn ct2_folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("model.bin"), ct2_file()).unwrap();
    fs::write(folder.path().join("vocabulary.txt"), vocabulary().join("\n")).unwrap();
    let config = r#"{"alignment_heads": [[0, 0], [7, 7]], "suppress_ids": [1, -1, 999999], "suppress_ids_begin": [0]}"#;
    fs::write(folder.path().join("config.json"), config).unwrap();
    folder
}

fn safetensors_file() -> Vec<u8> {
    let mut head = serde_json::Map::new();
    head.insert("__metadata__".into(), serde_json::json!({"format": "pt"}));
    let mut at = 0;
    for (name, shape) in tensors() {
        let name = name
            .replace("position_encodings/encodings", "embed_positions/weight")
            .replace("embeddings", "embed_tokens")
            .replace("layer_0/self_attention/linear_0", "layers/0/self_attn/q_proj")
            .replace('/', ".");
        let bytes = shape.iter().product::<u32>() * 2;
        let entry = serde_json::json!({"dtype": "BF16", "shape": shape, "data_offsets": [at, at + bytes]});
        head.insert(format!("model.{name}"), entry);
        at += bytes;
    }
    let head = serde_json::to_vec(&head).unwrap();
    let mut bytes = (head.len() as u64).to_le_bytes().to_vec();
    bytes.extend(head);
    bytes.extend(vec![0; at as usize]);
    bytes
}

fn hugging_face_folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("model.safetensors", &safetensors_file());
    let config = r#"{"model_type": "whisper", "encoder_attention_heads": 1, "decoder_attention_heads": 2}"#;
    write("config.json", config.as_bytes());
    let vocabulary = vocabulary();
    let of = |range: std::ops::Range<usize>| -> serde_json::Map<String, serde_json::Value> {
        range.map(|id| (vocabulary[id].clone(), id.into())).collect()
    };
    write("vocab.json", &serde_json::to_vec(&of(0..3)).unwrap());
    write("added_tokens.json", &serde_json::to_vec(&of(3..8)).unwrap());
    folder
}

fn refusal(folder: &Path) -> String {
    match ModelFolder::open(folder) {
        Err(SpeechError::Model { file, problem }) => format!("{}: {problem}", file.display()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_layouts_are_read() {
    let ct2 = ct2_folder();
    let model = ModelFolder::open(ct2.path()).unwrap();
    assert_eq!(
        (model.size.mels, model.size.width, model.size.positions),
        (80, 2, 1_500)
    );
    assert_eq!(
        (model.size.layers, model.size.text_layers, model.size.heads),
        (1, 1, 1)
    );
    assert_eq!((model.size.text_positions, model.size.vocabulary), (32, TOKENS));
    assert_eq!((model.never, model.never_first), (vec![1], vec![0]));
    assert_eq!(
        model.alignment_heads,
        [(0, 0)],
        "the other one is not in the model"
    );
    assert_eq!(
        model.weights.shape("decoder/projection/weight").unwrap(),
        [TOKENS, 2]
    );

    let hugging = hugging_face_folder();
    let model = ModelFolder::open(hugging.path()).unwrap();
    assert_eq!(
        (model.size.heads, model.size.text_heads, model.size.text_layers),
        (1, 2, 1)
    );
    assert_eq!(model.alignment_heads, [(0, 0), (0, 1)], "all of the upper half");
    assert!(!model.is_multilingual() && model.knows("en") && !model.knows("sv"));
    assert!(model.name().starts_with("whisper "));
}

#[test]
fn another_byte_is_another_model() {
    let folder = ct2_folder();
    let digest = || ModelFolder::open(folder.path()).unwrap().digest().unwrap();
    let first = digest();
    assert_eq!(digest(), first);
    let config = folder.path().join("config.json");
    fs::write(&config, r#"{"suppress_ids": [1]}"#).unwrap();
    assert_ne!(digest(), first);
}

/// Runs a reader over every beginning of a file.
fn every_beginning(bytes: &[u8], name: &str, read: impl Fn(&Path) -> Result<(), SpeechError>) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&path).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    // All of what is said of the values; of the values themselves some.
    let few = |length: &usize| *length < 1_500 || length.is_multiple_of(37) || bytes.len() - length < 200;
    for length in (0..bytes.len()).rev().filter(few) {
        file.set_len(length as u64).unwrap();
        let said = read(&path).unwrap_err().to_string();
        assert!(
            said.contains(name) && said.len() > name.len() + 20,
            "{length}: {said}"
        );
    }
}

#[test]
fn a_file_that_is_cut_short_anywhere_is_a_sentence() {
    every_beginning(&ct2_file(), "model.bin", |path| ct2::read(path).map(drop));
    every_beginning(&safetensors_file(), "model.safetensors", |path| {
        safetensors::read(path).map(drop)
    });
}

#[test]
fn a_byte_that_is_wrong_anywhere_never_ends_the_program() {
    let folder = TempDir::new().unwrap();
    for (whole, name) in [
        (ct2_file(), "model.bin"),
        (safetensors_file(), "model.safetensors"),
    ] {
        let path = folder.path().join(name);
        // Values may be anything: the beginning, where what is said of them stands, and the end.
        for at in (0..700).chain(whole.len() - 80..whole.len()) {
            for wrong in [0xff, !whole[at]] {
                let mut bytes = whole.clone();
                bytes[at] = wrong;
                fs::write(&path, bytes).unwrap();
                let read = match name {
                    "model.bin" => ct2::read(&path).map(|(weights, _)| weights),
                    _ => safetensors::read(&path),
                };
                if let Ok(weights) = read
                    && at.is_multiple_of(16)
                {
                    for name in weights.names() {
                        let shape = weights.shape(name).unwrap().to_vec();
                        let _ = weights.values(name, &shape);
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_no_model_is_said_to_be_none() {
    let folder = TempDir::new().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    assert!(refusal(&folder.path().join("nowhere")).contains("is no folder"));
    assert!(refusal(folder.path()).contains("neither model.safetensors"));
    put("model.safetensors.index.json", b"{}");
    assert!(refusal(folder.path()).contains("in several files"));
    put("model.bin", b"PK\x03\x04 a zip file");
    fs::remove_file(folder.path().join("model.safetensors.index.json")).unwrap();
    assert!(refusal(folder.path()).contains("config.json: is not there"));
    put("config.json", b"{}");
    let said = refusal(folder.path());
    assert!(
        said.contains("model.bin") && said.contains("byte 4") && said.contains("no model of CTranslate2"),
        "{said}"
    );
    let mut other = 6_u32.to_le_bytes().to_vec();
    other.extend(string("TransformerSpec"));
    put("model.bin", &other);
    assert!(refusal(folder.path()).contains("TransformerSpec"));
    put("config.json", b"{");
    assert!(refusal(folder.path()).contains("config.json: is not read"));

    let folder = hugging_face_folder();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("config.json", br#"{"model_type": "wav2vec2"}"#);
    assert!(refusal(folder.path()).contains("'wav2vec2', not whisper"));
    put("config.json", br#"{"model_type": "whisper"}"#);
    assert!(refusal(folder.path()).contains("how many heads"));
    put(
        "config.json",
        br#"{"model_type": "whisper", "encoder_attention_heads": 3, "decoder_attention_heads": 1}"#,
    );
    assert!(refusal(folder.path()).contains("3 heads of attention"));
}

#[test]
fn a_vocabulary_must_be_the_models() {
    let folder = ct2_folder();
    let path = folder.path().join("vocabulary.txt");
    let mut tokens = vocabulary();
    tokens.truncate(7);
    fs::write(&path, tokens.join("\n")).unwrap();
    let said = refusal(folder.path());
    assert!(
        said.contains("vocabulary.txt") && said.contains("<|notimestamps|>"),
        "{said}"
    );
    tokens.resize(TOKENS + 1, "x".into());
    fs::write(&path, tokens.join("\n")).unwrap();
    assert!(refusal(folder.path()).contains("which has 1520"));
    fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(refusal(folder.path()).contains("is no text"));
    fs::remove_file(&path).unwrap();
    assert!(refusal(folder.path()).contains("holds no vocabulary"));
    let json = serde_json::json!({"model": {"vocab": {"Ġask": 0}}, "added_tokens": vocabulary().iter().enumerate().skip(2)
        .map(|(id, content)| serde_json::json!({"id": id, "content": content})).collect::<Vec<_>>()});
    fs::write(folder.path().join("tokenizer.json"), json.to_string()).unwrap();
    ModelFolder::open(folder.path()).unwrap();
}

#[test]
fn absurd_sizes_are_refused_before_they_are_believed() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("model.bin");
    let with = |name: &str, shape: &[u32], bytes: u32| {
        let mut file = 6_u32.to_le_bytes().to_vec();
        file.extend(string("WhisperSpec"));
        file.extend(3_u32.to_le_bytes());
        file.extend(u32::MAX.to_le_bytes());
        let mut variable = variable(name, shape, 0, &[]);
        let length = variable.len();
        variable[length - 4..].copy_from_slice(&bytes.to_le_bytes());
        file.extend(variable);
        file.extend([0; 64]);
        fs::write(&path, file).unwrap();
        ct2::read(&path).unwrap_err().to_string()
    };
    assert!(with("a", &[u32::MAX; 8], 64).contains("but the shape"));
    assert!(with("a", &[1 << 30], u32::MAX - 3).contains("but the shape"));
    assert!(with("a", &[1 << 29], 1 << 31).contains("cut short"));
    assert!(with("a", &[1; 9], 4).contains("9 sides"));
    // Variables that the file has not.
    assert!(with("a", &[16], 64).contains("variable 2 of 4294967295"));

    let path = folder.path().join("model.safetensors");
    let with = |head: &str, length: u64| {
        let mut file = length.to_le_bytes().to_vec();
        file.extend(head.bytes());
        fs::write(&path, file).unwrap();
        safetensors::read(&path).unwrap_err().to_string()
    };
    assert!(with("{}", u64::MAX).contains("no head of safetensors"));
    assert!(with("{}", 99_999_999).contains("cut short"));
    let entry = |offsets: &str| format!(r#"{{"a":{{"dtype":"F32","shape":[4],"data_offsets":{offsets}}}}}"#);
    for (offsets, problem) in [
        ("[16,0]", "ends before it begins"),
        (
            "[18446744073709551615,18446744073709551615]",
            "ends before it begins",
        ),
        ("[0,17]", "but the shape"),
        ("[0,16]", "cut short"),
        ("[-1,2]", "not described rightly"),
    ] {
        let head = entry(offsets);
        let said = with(&head, head.len() as u64);
        assert!(said.contains(problem), "{offsets}: {said}");
    }
}

#[test]
fn integers_are_scaled_and_wrong_values_are_told() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("model.bin");
    let mut bytes = vec![254, 4, 6, 8];
    for scale in [2.0_f32, 4.0, 0.0, f32::NAN] {
        bytes.extend(scale.to_le_bytes());
    }
    fs::write(&path, &bytes).unwrap();
    let weights = |scales: usize, start: u64| {
        let mut weights = Weights::new(&path, bytes.len() as u64);
        weights.add("w", Number::I8, vec![2, 2], 0, 4).unwrap();
        weights
            .add("w_scale", Number::F32, vec![scales], start, scales as u64 * 4)
            .unwrap();
        weights
    };
    assert_eq!(weights(2, 4).values("w", &[2, 2]).unwrap(), [-1.0, 2.0, 1.5, 2.0]);
    assert_eq!(weights(1, 4).values("w", &[2, 2]).unwrap(), [-1.0, 2.0, 3.0, 4.0]);
    let said = |result: Result<Vec<f32>, SpeechError>| result.unwrap_err().to_string();
    assert!(
        said(weights(2, 8).values("w", &[2, 2])).contains("does not fit"),
        "a scale of nothing"
    );
    assert!(said(weights(3, 4).values("w", &[2, 2])).contains("does not fit"));
    assert!(said(weights(2, 4).values("w", &[4])).contains("must be [4]"));
    assert!(said(weights(4, 4).values("w_scale", &[4])).contains("is no number"));
    assert!(said(weights(2, 4).values("other", &[4])).contains("'other' is missing"));
}

//! Counts lines, words and bytes of its input, or of each file it is given; ends with 1 when a file cannot be read.
use std::env;
use std::fs;
use std::io::{self, Read};
use std::process::ExitCode;

fn count(name: &str, content: &[u8]) {
    let lines = content.iter().filter(|byte| **byte == b'\n').count();
    let words = content
        .split(|byte| byte.is_ascii_whitespace())
        .filter(|word| !word.is_empty())
        .count();
    println!("{} lines, {} words, {} bytes in {}", lines, words, content.len(), name);
}

fn main() -> ExitCode {
    let files: Vec<String> = env::args().skip(1).collect();
    let mut code = ExitCode::SUCCESS;
    if files.is_empty() {
        let mut content = Vec::new();
        if let Err(error) = io::stdin().read_to_end(&mut content) {
            eprintln!("its input: {}", error);
            return ExitCode::FAILURE;
        }
        count("its input", &content);
    }
    for file in &files {
        match fs::read(file) {
            Ok(content) => count(file, &content),
            Err(error) => {
                eprintln!("{}: {}", file, error);
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
